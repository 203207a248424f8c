using Interleave.Execution.States;

namespace Interleave.Strategies.Dpor;

/// <summary>A step of the execution at hand.</summary>
/// <param name="Undo">What it changed.</param>
/// <param name="Move">Whose it is, and what it did.</param>
/// <param name="Before">The last step of the same fiber before; -1 for none.</param>
internal readonly record struct Event(StepUndo Undo, Move Move, int Before)
{
    public int Fiber => Undo.Fiber;
}
