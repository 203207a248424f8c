namespace Interleave.Search;

/// <summary>How far a search is.</summary>
/// <param name="States">Distinct states so far.</param>
/// <param name="Transitions">Steps taken so far.</param>
/// <param name="Depth">Steps in the execution at hand.</param>
/// <param name="Queue">States known and not yet explored.</param>
/// <param name="Elapsed">Time since the start.</param>
public readonly record struct SearchProgress(long States, long Transitions, int Depth, long Queue, TimeSpan Elapsed);
