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

/// <summary>Whether a check decides that every fair execution ends, and what fair means.</summary>
public enum Liveness
{
    /// <summary>It does not.</summary>
    Off,

    /// <summary>A fiber that can run from some point on without a break takes a step sooner or later.</summary>
    Weak,

    /// <summary>A fiber that can run again and again takes a step sooner or later: fewer executions are fair.</summary>
    Strong,
}

/// <summary>How it was decided whether every fair execution ends.</summary>
public enum TerminationProof
{
    /// <summary>Not at all: a search stopped at a bound or was interrupted.</summary>
    None,

    /// <summary>No fiber can come back to a local state, so that no execution can come back to a state.</summary>
    LocalStates,

    /// <summary>By a search for fair cycles in the full state graph.</summary>
    Search,
}
