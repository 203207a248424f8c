using System.Collections.Immutable;

namespace Interleave.Traces;

/// <summary>One state that a schedule passes, in full.</summary>
/// <param name="Values">The value of each cell of the <see cref="Walk"/>.</param>
/// <param name="Fibers">Where each fiber is.</param>
/// <param name="Choices">Every step that could be taken here, as it would go: fiber after fiber, branch after
/// branch.</param>
public sealed record TraceState(
    ImmutableArray<int> Values,
    ImmutableArray<FiberState> Fibers,
    ImmutableArray<TraceStep> Choices
);
