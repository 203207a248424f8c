using Interleave.Memory;
using Interleave.Traces;

namespace PgmapCheck.Reports.Formats.Litmus;

/// <summary>The steps of a counterexample that say something about memory: all others only make a test longer, and
/// every read more multiplies the executions that a tool has to look at.</summary>
internal static class SharedSteps
{
    /// <summary>The steps without those on what one thread alone touches or nobody writes, without loads that tell
    /// nothing of other threads, and without critical sections in which nothing is left.</summary>
    /// <remarks>A read-modify-write that is left out leaves its full barrier behind.</remarks>
    public static IReadOnlyList<TraceStep> Of(IReadOnlyList<TraceStep> steps)
    {
        for (var before = steps.Count + 1; before > steps.Count; )
        {
            before = steps.Count;
            steps = WithoutEmptySections(WithoutOwn(steps));
        }

        return steps;
    }

    /// <summary>True for a step that may change its cell; taking and dropping a lock does.</summary>
    public static bool Writes(TraceStep step) =>
        step.Kind is not (OperationKind.Load or OperationKind.Until or OperationKind.Barrier);

    private static List<TraceStep> WithoutOwn(IReadOnlyList<TraceStep> steps)
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
                if (step.Cell is null || !IsLoadOfOwn(steps, i))
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

    private static List<TraceStep> WithoutEmptySections(List<TraceStep> steps)
    {
        var kept = new List<TraceStep>();
        foreach (var step in steps)
        {
            var last = step.Kind == OperationKind.Release ? kept.FindLastIndex(other => other.Fiber == step.Fiber) : -1;
            if (last >= 0 && kept[last].Kind == OperationKind.Acquire && kept[last].Cell == step.Cell)
            {
                kept.RemoveAt(last);
            }
            else
            {
                kept.Add(step);
            }
        }

        return kept;
    }

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

    // True for a load that neither is the first of its thread to find a store of another one, nor the thread's last
    // access to a cell that another one stores to afterwards.
    private static bool IsLoadOfOwn(IReadOnlyList<TraceStep> steps, int at)
    {
        var step = steps[at];
        return step
                is { Kind: OperationKind.Load, Order: MemoryOrder.Plain or MemoryOrder.Once, Path: AccessPath.Direct }
            && !IsNearestByAnother(steps, at, -1)
            && !IsNearestByAnother(steps, at, 1);
    }

    // True if another thread writes the cell in a direction before the thread itself touches it again, or that finds or
    // makes something else than the newest value.
    private static bool IsNearestByAnother(IReadOnlyList<TraceStep> steps, int at, int direction)
    {
        for (var i = at + direction; i >= 0 && i < steps.Count; i += direction)
        {
            if (steps[i].Cell == steps[at].Cell)
            {
                if (steps[i].Fiber == steps[at].Fiber)
                {
                    return steps[i].Path != AccessPath.Direct;
                }

                if (Writes(steps[i]))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
