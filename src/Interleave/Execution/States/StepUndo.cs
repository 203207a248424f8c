namespace Interleave.Execution.States;

/// <summary>What restores the state before a step.</summary>
/// <param name="Fiber">The fiber that moved.</param>
/// <param name="Local">Its local state before.</param>
/// <param name="Location">The cell touched; -1 for none.</param>
/// <param name="Value">The cell's value before.</param>
/// <param name="First">The state's first fingerprint before.</param>
/// <param name="Second">Its second.</param>
internal readonly record struct StepUndo(int Fiber, int Local, int Location, int Value, ulong First, ulong Second);
