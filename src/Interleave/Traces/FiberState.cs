using System.Collections.Immutable;
using Interleave.Routines;

namespace Interleave.Traces;

/// <summary>Where a fiber is in one state.</summary>
/// <param name="HasReturned">True if its body has returned.</param>
/// <param name="IsBlocked">True if its next step cannot be taken.</param>
/// <param name="Next">What it would do next, in words; empty if it has returned.</param>
/// <param name="Stack">The active routines, outermost first.</param>
/// <param name="Holdings">What it holds.</param>
public sealed record FiberState(
    bool HasReturned,
    bool IsBlocked,
    string Next,
    ImmutableArray<RoutineCall> Stack,
    ImmutableArray<Holding> Holdings
);
