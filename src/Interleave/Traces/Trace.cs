using System.Collections.Immutable;
using Interleave.Memory;
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
