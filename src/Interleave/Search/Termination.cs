namespace Interleave.Search;

/// <summary>What is known about whether every fair execution ends.</summary>
/// <param name="Fairness">Which executions count as fair.</param>
/// <param name="DecidedBy">How it was decided.</param>
public sealed record Termination(Liveness Fairness, TerminationProof DecidedBy)
{
    /// <summary>Distinct states of the full graph that were looked at; 0 if that was not needed.</summary>
    public long States { get; init; }

    /// <summary>Steps taken there.</summary>
    public long Transitions { get; init; }

    /// <summary>How many bits tell these states apart.</summary>
    public int FingerprintBits { get; init; }

    /// <summary>Processor time of the search.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <summary>Why it was not decided; null if it was.</summary>
    public string? Undecided { get; init; }

    /// <summary>The same upper bound as <see cref="Verdict.FalseMergeBound"/>, for these states.</summary>
    public double FalseMergeBound => Verdict.FalseMerge(States, FingerprintBits);
}
