using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Traces;

/// <summary>One step of an execution, with everything a reader may want to know about it.</summary>
public sealed record TraceStep
{
    /// <summary>Counted from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Index of the fiber that took it.</summary>
    public required int Fiber { get; init; }

    /// <summary>Which way it went, where it branches.</summary>
    public required int Choice { get; init; }

    /// <summary>What it did to its cell.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>The cell; null if it touched none.</summary>
    public required Cell? Cell { get; init; }

    /// <summary>The routine's own words for the step, where it has any.</summary>
    public required string? Label { get; init; }

    /// <summary>The cell's value before.</summary>
    public required int Before { get; init; }

    /// <summary>The cell's value after.</summary>
    public required int After { get; init; }

    /// <summary>What the routine received.</summary>
    public required int Result { get; init; }

    /// <summary>The ordering that it asks for.</summary>
    public required MemoryOrder Order { get; init; }

    /// <summary>What it was given: the value, the addend or the expected value; then the forbidden or the new
    /// value.</summary>
    public required (int First, int Second) Operands { get; init; }

    /// <summary>The active routines, outermost first; the last one took the step.</summary>
    public required ImmutableArray<RoutineCall> Stack { get; init; }

    /// <summary>The active routines after the step: what returned and what was called since.</summary>
    public required ImmutableArray<RoutineCall> StackAfter { get; init; }

    /// <summary>
    /// How many routines of <see cref="Stack"/>, counted from the outermost, are still active after the step: it tells
    /// a routine that goes on from one that returned and was called again.
    /// </summary>
    public required int Kept { get; init; }

    /// <summary>True if the fiber could have taken another step right away: a change of fiber here is a
    /// preemption.</summary>
    public required bool CouldGoOn { get; init; }

    /// <summary>What the fiber holds after the step.</summary>
    public required ImmutableArray<Holding> Holdings { get; init; }

    /// <summary>How its value got to or from memory; direct under sequential consistency.</summary>
    public AccessPath Path { get; init; }

    /// <summary>The step in one line: what a trace file compares on replay.</summary>
    public string Describe() =>
        Path switch
        {
            AccessPath.Committing => $"{Act()} reaches memory",
            AccessPath.Buffered => $"{Act()} (in its store buffer)",
            AccessPath.Forwarded => $"{Act()} (its own store, still in its buffer)",
            AccessPath.Old => $"{Act()} (an old value)",
            AccessPath.Overtaken => $"{Act()} (overwritten by an earlier store)",
            _ => Act(),
        };

    private string Act()
    {
        var name = Label ?? Cell?.Name ?? "";
        if (Cell is null)
        {
            return Kind == OperationKind.Choose ? $"{name}: way {Choice}" : name;
        }

        return Kind switch
        {
            OperationKind.Acquire or OperationKind.AcquireShared => $"takes {name}",
            OperationKind.TryAcquire => Result != 0 ? $"takes {name}" : $"finds {name} taken",
            OperationKind.Release or OperationKind.ReleaseShared => $"releases {name}",
            OperationKind.Begin => $"sets up {name}",
            OperationKind.Free => $"frees {name}",
            OperationKind.Load or OperationKind.Until => $"{name} is {Cell.Format(After)}",
            _ when Before == After => $"{name} stays {Cell.Format(After)}",
            _ => $"{name}: {Cell.Format(Before)} -> {Cell.Format(After)}",
        };
    }
}
