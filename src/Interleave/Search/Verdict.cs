using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Search;

/// <summary>What a search found, and how far that can be relied on.</summary>
public sealed record Verdict
{
    /// <summary>What was searched; null in a verdict that no search of <see cref="Checker"/> gave.</summary>
    public ConcurrentProgram? Program { get; init; }

    /// <summary>The strategy's name.</summary>
    public required string Strategy { get; init; }

    /// <summary>
    /// True if every reachable state was seen and liveness, if asked for, was decided; false if a bound or an interrupt
    /// stopped a search.
    /// </summary>
    public bool Complete => Incomplete is null;

    /// <summary>Why the search is not complete; null if it is.</summary>
    public string? Incomplete { get; init; }

    /// <summary>One counterexample for each property that does not hold.</summary>
    public ImmutableArray<Counterexample> Counterexamples { get; init; } = [];

    /// <summary>Ways to where a routine could not say what happens next (<see cref="ViolationKind.Unknown"/>); the
    /// verdict is then not complete.</summary>
    public ImmutableArray<Counterexample> Unknown { get; init; } = [];

    /// <summary><c>Sometimes</c> properties that held in no state that was seen.</summary>
    public ImmutableArray<string> NeverReached { get; init; } = [];

    /// <summary>
    /// True if the figures are of a search with sleep sets. A search that finds a violation is done again without them,
    /// because what a violation cuts short may be what a sleeping step relied on.
    /// </summary>
    public bool UsedSleepSets { get; init; }

    /// <summary>
    /// What an engine that keeps no states did, and what it did not look at: sentences for a report, without a full
    /// stop.
    /// </summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Distinct final states seen, in an engine that counts them.</summary>
    public long FinalStates { get; init; }

    /// <summary>The memory that the verdict speaks of.</summary>
    public Interleave.Memory.MemoryModel Memory { get; init; }

    /// <summary>Distinct states seen.</summary>
    public long States { get; init; }

    /// <summary>
    /// How many threads searched. <see cref="States"/>, and what was found, do not depend on it where the search is
    /// complete; with sleep sets <see cref="Transitions"/> and always <see cref="Depth"/> depend on the order in which
    /// states were met.
    /// </summary>
    public int Workers { get; init; } = 1;

    /// <summary>Steps taken.</summary>
    public long Transitions { get; init; }

    /// <summary>Complete executions, in a strategy that counts them.</summary>
    public long Executions { get; init; }

    /// <summary>Executions given up because they would only have repeated others, in a strategy that tells
    /// (DPOR).</summary>
    public long RedundantExecutions { get; init; }

    /// <summary>Steps in the longest execution seen.</summary>
    public int Depth { get; init; }

    /// <summary>Wall-clock time.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Processor time of the threads that searched.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <summary>The most bytes that visited states and the search stack took.</summary>
    public long PeakBytes { get; init; }

    /// <summary>How many bits tell states apart; 0 if no states are kept.</summary>
    public int FingerprintBits { get; init; }

    /// <summary>
    /// An upper bound on the probability that two different states were taken for one, if fingerprints behave like
    /// random numbers: n(n-1)/2 pairs over 2^bits.
    /// </summary>
    public double FalseMergeBound => FalseMerge(States, FingerprintBits);

    /// <summary>
    /// What was looked at, of a search of a part: it is complete if nothing of that was left out. Null for a search of
    /// all.
    /// </summary>
    public SearchedPart? Part { get; init; }

    /// <summary>Whether every fair execution ends; null if that was not asked.</summary>
    public Termination? Termination { get; init; }

    /// <summary>What the search reached; null if that was not asked, or by an engine that cannot tell.</summary>
    public Coverage? Coverage { get; init; }

    /// <summary>True if nothing was violated, nothing was left out, and every <c>Sometimes</c> property was
    /// reached.</summary>
    public bool IsProof => Complete && Counterexamples.IsEmpty && NeverReached.IsEmpty;

    /// <summary>The verdict in one line: what is violated, else why it is no proof, else that it is one.</summary>
    public override string ToString() =>
        !Counterexamples.IsEmpty
            ? $"violated: {string.Join("; ", Counterexamples.Select(found => found.Violation.Property))}"
        : Incomplete is { } why ? $"incomplete: {why}; nothing was violated in {Quantity.Of(States, "state")}"
        : !NeverReached.IsEmpty ? $"never reached: {string.Join("; ", NeverReached)}"
        : $"proved, {Quantity.Of(States, "state")}";

    internal static double FalseMerge(long states, int bits) =>
        bits == 0 ? 0 : Math.Min(1, (double)states * (states - 1) / 2 * Math.Pow(2, -bits));
}
