using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Violations;

namespace Interleave.Traces;

/// <summary>Which write each step of a trace has seen: the arrows of a race, called reads-from where memory models are
/// drawn.</summary>
internal static class ReadsFrom
{
    /// <summary>For each step the number of the step whose write it saw; 0 if that is none or
    /// the initial value, and for a value that was overwritten before.</summary>
    public static ImmutableArray<int> In(Trace trace)
    {
        var lastWrite = new Dictionary<Cell, int>();
        var buffered = trace.Fibers.Select(_ => new Queue<int>()).ToArray();
        var seen = ImmutableArray.CreateBuilder<int>(trace.Steps.Length);
        foreach (var step in trace.Steps)
        {
            seen.Add(
                step.Cell is not { } cell ? 0
                : IsTooLate(trace, step) ? lastWrite.GetValueOrDefault(cell.Lifetime!.Alive)
                : step.Path == AccessPath.Forwarded
                    ? buffered[step.Fiber].Last(number => trace.Steps[number - 1].Cell == cell)
                : Reads(step) ? lastWrite.GetValueOrDefault(cell)
                : 0
            );
            if (step.Path == AccessPath.Buffered)
            {
                buffered[step.Fiber].Enqueue(step.Number);
            }
            else if (step.Path == AccessPath.Committing)
            {
                lastWrite[step.Cell!] = buffered[step.Fiber].Dequeue();
            }
            else if (step.Cell is not null && Writes(step))
            {
                lastWrite[step.Cell] = step.Number;
            }
        }

        return seen.ToImmutable();
    }

    // A step on freed memory is not taken; what it runs into is the step that freed.
    private static bool IsTooLate(Trace trace, TraceStep step) =>
        trace.Violation?.Kind == ViolationKind.UseAfterFree
        && step.Number == trace.Steps.Length
        && step.Cell?.Lifetime is not null;

    private static bool Reads(TraceStep step) => step.Kind.Reads() && step.Path != AccessPath.Old;

    // A conditional write that did not come about is none.
    private static bool Writes(TraceStep step) =>
        step.Before != step.After || step.Kind is OperationKind.Store or OperationKind.Exchange;
}
