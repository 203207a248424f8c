namespace Interleave.Routines;

/// <summary>One thread of a program.</summary>
/// <param name="Name">What traces call it.</param>
/// <param name="Body">Its code.</param>
/// <param name="IsDaemon">True if it may be blocked when all others have returned, as a softirq is.</param>
/// <param name="Holdings">What it holds at the start.</param>
internal sealed record FiberDefinition(string Name, Func<Routine> Body, bool IsDaemon, Holdings Holdings);
