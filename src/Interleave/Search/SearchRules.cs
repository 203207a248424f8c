using Interleave.Execution;
using Interleave.Routines;

namespace Interleave.Search;

/// <summary>The rules that a search follows.</summary>
internal sealed record SearchRules
{
    /// <summary>All of them sound.</summary>
    public static SearchRules Sound { get; } = new();

    /// <summary>What tells local states apart.</summary>
    public LocalStateRules LocalStates { get; init; } = LocalStateRules.Sound;

    /// <summary>What memories do.</summary>
    public MemoryRules Memory { get; init; } = MemoryRules.Sound;

    /// <summary>What reductions rely on.</summary>
    public ReductionRules Reduction { get; init; } = ReductionRules.Sound;

    /// <summary>What dynamic partial-order reduction relies on.</summary>
    public PartialOrderRules PartialOrder { get; init; } = PartialOrderRules.Sound;

    /// <summary>What the search for livelocks relies on.</summary>
    public FairnessRules Fairness { get; init; } = FairnessRules.Sound;
}
