using Interleave.Memory;
using Interleave.Strategies.Inevitability;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Diagrams;

/// <summary>An execution that ends in a violation, as a diagram tells it.</summary>
/// <param name="Trace">The execution.</param>
internal sealed record FailingTrace(Trace Trace)
{
    /// <summary>The step that decides it; null if that is not known.</summary>
    public PointOfNoReturn? Decided { get; init; }

    /// <summary>Show every step.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>What is violated.</summary>
    public Violation Violation => Trace.Violation!;

    /// <summary>The first of the steps that are repeated for ever; null for an execution that ends.</summary>
    public int? FirstOfLoop => Trace.Schedule.LoopStart + 1;

    /// <summary>How often a fiber that could have gone on gave way to another.</summary>
    public int Preemptions =>
        Enumerable
            .Range(1, Math.Max(0, Trace.Steps.Length - 1))
            .Count(i => Trace.Steps[i].Fiber != Trace.Steps[i - 1].Fiber && Trace.Steps[i - 1].CouldGoOn);

    /// <summary>True for the step that violates the property. What is wrong only at the end is no step's
    /// doing.</summary>
    public bool IsViolation(TraceStep step) =>
        step.Number == Trace.Steps.Length
        && Violation.Kind is not (ViolationKind.AtEnd or ViolationKind.BlockedForEver or ViolationKind.Livelock);

    /// <summary>True for a step that a reader can do without: a pause, a detail, and a lock that nobody else
    /// wants.</summary>
    public bool IsRoutine(TraceStep step) =>
        step.Kind == OperationKind.Pass
        || step.Cell is { IsDetail: true }
        || (
            step.Kind
                is OperationKind.Acquire
                    or OperationKind.Release
                    or OperationKind.AcquireShared
                    or OperationKind.ReleaseShared
            && Violation.Kind != ViolationKind.LockMisuse
            && !Trace.Steps.Any(other => other.Fiber != step.Fiber && other.Cell == step.Cell)
            && !Trace.Fibers.Any(fiber => fiber.IsBlocked && fiber.NextCell == step.Cell)
        );

    /// <summary>A step in words. One on freed memory is not taken, so that it has no value to show.</summary>
    public string Describe(TraceStep step) =>
        IsViolation(step) && Violation.Kind == ViolationKind.UseAfterFree
            ? $"uses {step.Label ?? step.Cell?.Name}"
            : step.Describe();
}
