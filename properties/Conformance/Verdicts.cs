using System.Collections.Immutable;
using Interleave.Comparison;

namespace PgmapCheck.Properties.Conformance;

/// <summary>How a routine of the model and a function of the text compare.</summary>
internal enum ConformanceKind
{
    /// <summary>The same steps on the same cells in the same order, whatever they find.</summary>
    Same,

    /// <summary>The same, but for loads whose value makes no difference.</summary>
    SameButLoads,

    /// <summary>They differ, and another form that the same part of the model has in some kernel does not.</summary>
    OtherForm,

    /// <summary>They go different ways.</summary>
    Differs,

    /// <summary>Nothing was compared, and that is as it has to be.</summary>
    NotCompared,

    /// <summary>It was to be compared, and could not be.</summary>
    Open,
}

/// <summary>What came of one function.</summary>
/// <param name="Function">The function, as the model has it.</param>
/// <param name="Kind">How the two compare.</param>
/// <param name="Place">Where it is in the text, <c>file:line</c>; null if the tree has none of its names.</param>
internal sealed record FunctionVerdict(ModelFunction Function, ConformanceKind Kind, string? Place)
{
    /// <summary>Why nothing was compared; null where something was.</summary>
    public string? Why { get; init; }

    /// <summary>In how many pairs of places both were in it at once: what the verdict rests on.</summary>
    public int Places { get; init; }

    /// <summary>The scenarios in which they were.</summary>
    public ImmutableArray<string> Scenarios { get; init; } = [];

    /// <summary>Where they go different ways, the shortest way first.</summary>
    public ImmutableArray<FoundDifference> Differences { get; init; } = [];

    /// <summary>How many more differences there are behind another one, which they may come of.</summary>
    public int Behind { get; init; }

    /// <summary>Loads that only one of them has, and that nothing depends on.</summary>
    public ImmutableArray<FoundDifference> Loads { get; init; } = [];

    /// <summary>The form of the part that is the same as the text, as <c>DecrementUnderLock (v6.12)</c>; null for
    /// none.</summary>
    public string? OtherForm { get; init; }

    /// <summary>Why the differences are harmless, in the order of their kinds; empty if one is not argued
    /// for.</summary>
    public ImmutableArray<Justification> Justifications { get; init; } = [];

    /// <summary>It differs, and nobody says why that is harmless.</summary>
    public bool IsUnjustified => Kind == ConformanceKind.Differs && Justifications.IsEmpty;

    /// <summary>It could not be compared, and nobody says why.</summary>
    public bool IsOpen => Kind == ConformanceKind.Open && Justifications.IsEmpty;
}

/// <summary>A difference, and where it was found.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Fiber">The thread.</param>
/// <param name="Difference">The difference; one is the routine by hand, the other the text.</param>
internal sealed record FoundDifference(string Scenario, string Fiber, AutomatonDifference Difference);
