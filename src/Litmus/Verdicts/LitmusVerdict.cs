using System.Collections.Immutable;

namespace Litmus.Verdicts;

/// <summary>What a memory says of a test's condition.</summary>
public enum LitmusAnswer
{
    /// <summary>No execution ends so.</summary>
    Never,

    /// <summary>Some executions end so, and some do not.</summary>
    Sometimes,

    /// <summary>All executions end so.</summary>
    Always,

    /// <summary>There is no execution.</summary>
    Deadlock,
}

/// <summary>What the axioms of a memory say of a test.</summary>
public sealed record LitmusVerdict
{
    /// <summary>The memory.</summary>
    public required AxiomaticModel Model { get; init; }

    /// <summary>What it says of the condition; null if that is not known, and <see cref="Incomplete"/> says
    /// why.</summary>
    public LitmusAnswer? Answer { get; init; }

    /// <summary>True if an execution has a data race.</summary>
    public bool HasDataRace { get; init; }

    /// <summary>Faults of the test itself, by the names that the kernel's model has for them.</summary>
    public ImmutableSortedSet<string> Flags { get; init; } = [];

    /// <summary>The states in which executions end, each as <c>0:r0=1; x=2;</c>; all of them only if they were asked
    /// for, and otherwise none.</summary>
    public ImmutableSortedSet<string> States { get; init; } = [];

    /// <summary>The executions whose axioms were looked at, in part or whole.</summary>
    public long Candidates { get; init; }

    /// <summary>Why there is no answer; null if there is one.</summary>
    public string? Incomplete { get; init; }

    /// <summary>The time that it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>An execution that ends as the condition says; null if there is none, or if it was not asked
    /// for.</summary>
    public Witness? Witness { get; init; }

    /// <summary>An execution with a data race, if there is one and if it was asked for.</summary>
    public Witness? Race { get; init; }

    /// <summary>Why the execution that ends as the condition says is forbidden, if none is allowed and if it was asked
    /// for. Null as well if no execution, allowed or not, ends so.</summary>
    public Witness? Forbidden { get; init; }

    /// <summary>The verdict as files record it: <c>Never</c>, <c>Sometimes DATARACE</c>.</summary>
    public string Text =>
        Answer is not { } answer ? "Incomplete"
        : answer == LitmusAnswer.Deadlock ? "DEADLOCK"
        : HasDataRace ? $"{answer} DATARACE"
        : $"{answer}";
}
