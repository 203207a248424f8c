using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Traces;

/// <summary>Where a fiber is when a trace ends.</summary>
/// <param name="Name">The fiber.</param>
/// <param name="IsDaemon">True if it may stay blocked.</param>
/// <param name="HasReturned">True if its body returned.</param>
/// <param name="IsBlocked">True if its next step cannot be taken.</param>
/// <param name="Next">What it would do next, in words; empty if it returned.</param>
/// <param name="NextKind">What kind of step that is.</param>
/// <param name="NextCell">The cell it would touch; null if none.</param>
/// <param name="Stack">The active routines, outermost first.</param>
/// <param name="InitialHoldings">What it held at the start.</param>
public sealed record FiberEnd(
    string Name,
    bool IsDaemon,
    bool HasReturned,
    bool IsBlocked,
    string Next,
    OperationKind NextKind,
    Cell? NextCell,
    ImmutableArray<RoutineCall> Stack,
    ImmutableArray<Holding> InitialHoldings
);
