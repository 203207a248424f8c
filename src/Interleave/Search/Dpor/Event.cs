using Interleave.Routines;

namespace Interleave.Search.Dpor;

/// <summary>A step of the execution at hand.</summary>
/// <param name="Undo">Its fiber, and what it changed.</param>
/// <param name="Operation">What it did.</param>
/// <param name="Choice">Which way it went.</param>
/// <param name="IsVisible">True if properties of states can see it, or if it is a violation: such steps are never reordered.</param>
/// <param name="Before">The last step of the same fiber before; -1 for none.</param>
internal readonly record struct Event(StepUndo Undo, HotOperation Operation, int Choice, bool IsVisible, int Before)
{
    public int Fiber => Undo.Fiber;

    public bool ConflictsWith(in HotOperation operation, bool isVisible) =>
        (isVisible && IsVisible) || HotOperation.Conflict(Operation, operation);
}
