using Interleave.Memory;
using Interleave.Traces;

namespace PgmapCheck.Reports.Formats.Litmus;

/// <summary>The steps of a counterexample that say something about memory: all others only make a test longer, and
/// every read more multiplies the executions that a tool has to look at.</summary>
internal static class SharedSteps
{
    /// <summary>The steps without those on what one thread alone touches or nobody writes, and without loads between
    /// two accesses of the same thread that find the same store.</summary>
    /// <remarks>A read-modify-write that is left out leaves its full barrier behind.</remarks>
    public static IReadOnlyList<TraceStep> Of(IReadOnlyList<TraceStep> steps)
    {
        var shared = steps
            .Where(step => step.Cell is not null)
            .GroupBy(step => step.Cell!)
            .Where(on => on.Select(step => step.Fiber).Distinct().Count() > 1 && on.Any(Writes))
            .Select(on => on.Key)
            .ToHashSet();
        var kept = new List<TraceStep>();
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            if (step.Cell is not { } cell || shared.Contains(cell))
            {
                if (step.Cell is null || !IsBetween(steps, i))
                {
                    kept.Add(step);
                }
            }
            else if (IsFullBarrier(step) && !(kept.Count > 0 && IsBarrierOf(kept[^1], step.Fiber)))
            {
                kept.Add(step with { Kind = OperationKind.Barrier, Cell = null, Label = "smp_mb()" });
            }
        }

        return kept;
    }

    private static bool Writes(TraceStep step) =>
        step.Kind is not (OperationKind.Load or OperationKind.Until or OperationKind.Barrier);

    private static bool IsFullBarrier(TraceStep step) =>
        step.Order == MemoryOrder.Full
        && step.Kind switch
        {
            OperationKind.AddUnless => step.Result != 0,
            OperationKind.CompareExchange => step.Result != 0,
            _ => true,
        };

    private static bool IsBarrierOf(TraceStep step, int fiber) =>
        step.Fiber == fiber && step.Kind == OperationKind.Barrier && step.Label == "smp_mb()";

    private static bool IsBetween(IReadOnlyList<TraceStep> steps, int at)
    {
        var step = steps[at];
        return step is { Kind: OperationKind.Load, Order: MemoryOrder.Plain or MemoryOrder.Once }
            && FindsTheSame(steps, at, -1)
            && FindsTheSame(steps, at, 1);
    }

    // True if the thread's nearest access to the cell in a direction comes before any by another thread that writes.
    private static bool FindsTheSame(IReadOnlyList<TraceStep> steps, int at, int direction)
    {
        for (var i = at + direction; i >= 0 && i < steps.Count; i += direction)
        {
            if (steps[i].Cell == steps[at].Cell)
            {
                if (steps[i].Fiber == steps[at].Fiber)
                {
                    return steps[i].Path == AccessPath.Direct && steps[at].Path == AccessPath.Direct;
                }

                if (Writes(steps[i]))
                {
                    return false;
                }
            }
        }

        return false;
    }
}
