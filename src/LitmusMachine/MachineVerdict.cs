using System.Collections.Immutable;
using Litmus.Verdicts;

namespace LitmusMachine;

/// <summary>What the search of a test on a memory of the engine found.</summary>
public sealed record MachineVerdict
{
    /// <summary>What it says of the condition; null if that is not known, and <see cref="Incomplete"/> says
    /// why.</summary>
    public LitmusAnswer? Answer { get; init; }

    /// <summary>True if loads could be done after later stores.</summary>
    public required bool LoadBuffering { get; init; }

    /// <summary>The states in which executions end, each as <c>0:r0=1; x=2;</c>; some of them, if not all were asked
    /// for.</summary>
    public ImmutableSortedSet<string> FinalStates { get; init; } = [];

    /// <summary>Distinct states seen.</summary>
    public long States { get; init; }

    /// <summary>Why there is no answer; null if there is one.</summary>
    public string? Incomplete { get; init; }

    /// <summary>The time that it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The verdict as files record it, but for data races: the machine knows of none.</summary>
    public string Text =>
        Answer is not { } answer ? "Incomplete"
        : answer == LitmusAnswer.Deadlock ? "DEADLOCK"
        : $"{answer}";
}
