namespace Interleave.Search;

/// <summary>Where a search stops without having finished. A search that stops at a bound is incomplete, never a
/// pass.</summary>
public sealed record SearchBounds
{
    /// <summary>No bounds but the memory of the machine.</summary>
    public static SearchBounds None { get; } = new();

    /// <summary>The most distinct states (executions, in a search that keeps no states).</summary>
    public long MaxStates { get; init; } = long.MaxValue;

    /// <summary>The most steps in one execution.</summary>
    public int MaxDepth { get; init; } = int.MaxValue;

    /// <summary>The longest a search may take.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.MaxValue;

    /// <summary>The most bytes for visited states, the search stack and local states; of the last, about.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>What earlier searches of the same program have taken of the time.</summary>
    internal TimeSpan Spent { get; init; }

    /// <summary>The same bounds for a search that follows one which took <paramref name="elapsed"/>.</summary>
    internal SearchBounds After(TimeSpan elapsed) =>
        this with
        {
            MaxTime =
                MaxTime == TimeSpan.MaxValue ? MaxTime
                : elapsed < MaxTime ? MaxTime - elapsed
                : TimeSpan.Zero,
            Spent = Spent + (elapsed < MaxTime ? elapsed : MaxTime),
        };
}

/// <summary>How far a search is.</summary>
/// <param name="States">Distinct states so far.</param>
/// <param name="Transitions">Steps taken so far.</param>
/// <param name="Depth">Steps in the execution at hand.</param>
/// <param name="Queue">States known and not yet explored.</param>
/// <param name="Elapsed">Time since the start.</param>
public readonly record struct SearchProgress(long States, long Transitions, int Depth, long Queue, TimeSpan Elapsed);
