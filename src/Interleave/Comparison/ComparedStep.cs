using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Comparison;

/// <summary>What one of two compared fibers is about to do.</summary>
/// <param name="Cell">What the step is on; null for none.</param>
/// <param name="Kind">What it does; <see cref="OperationKind.None"/> at the end.</param>
/// <param name="Order">How it is ordered.</param>
/// <param name="What">The step in words, or how the fiber has ended.</param>
/// <param name="Calls">The routines that are active, outermost first.</param>
internal sealed record ComparedStep(
    string? Cell,
    OperationKind Kind,
    MemoryOrder Order,
    string What,
    ImmutableArray<RoutineCall> Calls
)
{
    /// <inheritdoc/>
    public override string ToString() => What;
}

/// <summary>What both fibers did, or one of them alone.</summary>
/// <param name="One">The step in the first program; null if only the other took one.</param>
/// <param name="Other">The same in the second one.</param>
/// <param name="Result">What was found, in words.</param>
internal sealed record AgreedStep(ComparedStep? One, ComparedStep? Other, string Result);

/// <summary>How two fibers are not the same automaton.</summary>
internal enum DifferenceKind
{
    /// <summary>Only behind another difference, which this one may come of.</summary>
    Behind,

    /// <summary>They do different steps.</summary>
    Step,

    /// <summary>The same step is ordered differently.</summary>
    Order,

    /// <summary>One ends in a failure, the other does not, or in another one.</summary>
    Failure,

    /// <summary>Both end, and hold different things.</summary>
    Holdings,

    /// <summary>Only one of them enters or leaves a section that grace periods wait for. The walk goes on behind
    /// it.</summary>
    Section,

    /// <summary>Only one of them uses a word that the other's programs never touch. The walk goes on behind
    /// it.</summary>
    Word,

    /// <summary>One of them loads what nothing depends on. The walk goes on behind it.</summary>
    Load,
}

/// <summary>Where two fibers go different ways.</summary>
/// <param name="Kind">How.</param>
/// <param name="One">What the first is about to do.</param>
/// <param name="Other">What the second is about to do.</param>
/// <param name="Path">What both did before, in a shortest way there.</param>
internal sealed record AutomatonDifference(
    DifferenceKind Kind,
    ComparedStep? One,
    ComparedStep? Other,
    ImmutableArray<AgreedStep> Path
)
{
    /// <summary>There is another difference on the way here, which this one may come of.</summary>
    public bool IsBehindAnother { get; init; }
}
