using Interleave.Memory;
using PgmapCheck.Cases;

namespace PgmapCheck.Results;

/// <summary>What a kernel tree says about a bug of the catalogue.</summary>
/// <param name="Bug">What the catalogue says.</param>
/// <param name="WhyNot">Why the tree was not searched for it; null if it was.</param>
internal sealed record TreeBug(BugEntry Bug, string? WhyNot)
{
    /// <summary>Where it is looked for, and what it would break there; null if it is not.</summary>
    public (string Scenario, string Property)? Symptom { get; init; }

    /// <summary>What the search of the tree came to; null if it was not begun.</summary>
    public CaseResult? FromText { get; init; }

    /// <summary>What that of the release by hand came to; null if it was not begun.</summary>
    public CaseResult? ByHand { get; init; }

    /// <summary>Under which memory both ran.</summary>
    public MemoryModel Memory { get; init; }

    /// <summary>Which of the four, and in words.</summary>
    public (TreeBugKind Kind, string Words) Found =>
        WhyNot is { } why ? (TreeBugKind.NotCompared, $"not compared: {why}")
        : FromText is null || ByHand is null ? (TreeBugKind.Incomplete, "not begun")
        : FromText.Verdict is not { } text ? (TreeBugKind.Incomplete, $"ERROR: {FromText.ErrorLine}")
        : StepsOf(FromText) is { } steps ? Attributed(steps)
        : text.Incomplete is { } reason ? (TreeBugKind.Incomplete, $"incomplete: {reason}")
        : StepsOf(ByHand) is not null
            ? (TreeBugKind.NotThere, Bug.FixedBy is { } fix ? $"not there: the text is as after {fix}" : "not there")
        : ByHand.Verdict is { Complete: true } ? (TreeBugKind.NotCompared, "not compared: neither violates it here")
        : (TreeBugKind.Incomplete, $"incomplete by hand: {ByHand.Verdict?.Incomplete ?? ByHand.ErrorLine}");

    /// <summary>States of both searches.</summary>
    public long States => (FromText?.Verdict?.States ?? 0) + (ByHand?.Verdict?.States ?? 0);

    // The same property may be broken by something else.
    private (TreeBugKind, string) Attributed(int steps) =>
        FromText!.Case.Explain(Symptom!.Value.Property, Memory) is var cause && cause?.Id == Bug.Id
            ? (TreeBugKind.Found, $"found in {Quantity.Of(steps, "step")}")
        : StepsOf(ByHand!) is not null
            ? (TreeBugKind.Found, $"violated in {Quantity.Of(steps, "step")}, {Other(cause)}")
        : (TreeBugKind.NotCompared, $"not compared: violated for another reason, {Other(cause)}");

    private static string Other(BugEntry? cause) =>
        cause is null ? "and no fix alone ends it" : $"and shown as {cause.Id}";

    private int? StepsOf(CaseResult result) =>
        result
            .Verdict?.Counterexamples.Where(found => found.Violation.Property == Symptom!.Value.Property)
            .Min(found => (int?)found.Schedule.Steps.Length);
}

/// <summary>What there is to say about a bug on a tree.</summary>
internal enum TreeBugKind
{
    /// <summary>The text has it.</summary>
    Found,

    /// <summary>The release by hand has it, and the text has not.</summary>
    NotThere,

    /// <summary>The tree says nothing about it.</summary>
    NotCompared,

    /// <summary>A search was cut short, or went wrong.</summary>
    Incomplete,
}
