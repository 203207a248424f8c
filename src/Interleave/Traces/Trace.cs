using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Traces;

/// <summary>One execution, recorded.</summary>
/// <param name="Program">The program's name.</param>
/// <param name="Schedule">The decisions that made it.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Fibers">Where each fiber is at the end.</param>
/// <param name="Violation">What it violates; null if nothing.</param>
/// <param name="Initial">Cells that some step touches, with their values at the start.</param>
public sealed record Trace(
    string Program,
    Schedule Schedule,
    ImmutableArray<TraceStep> Steps,
    ImmutableArray<FiberEnd> Fibers,
    Violation? Violation,
    ImmutableArray<(Cell Cell, int Value)> Initial
);

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

/// <summary>What a fiber holds at some point of a trace.</summary>
/// <param name="Name">A lock or a kind of reference.</param>
/// <param name="Count">How many, never 0.</param>
/// <param name="IsLock">True for a lock.</param>
public readonly record struct Holding(string Name, int Count, bool IsLock);
