using Interleave.Memory;
using Interleave.Traces;

namespace PgmapCheck.Reports.Formats.Litmus;

/// <summary>
/// From which step to which a test goes. A tool that enumerates executions does not end on a long one, so its first
/// steps become part of the values at the start, and its last ones are left out: as few as it takes.
/// </summary>
/// <remarks>
/// What is left still needs its threads to run at the same time, as the counterexample did: by the order of conflicting
/// steps the threads cannot come one after the other (conflict serializability: Eswaran, Gray, Lorie and Traiger,
/// CACM 1976). Where it begins and ends no lock is held, and all that was written is seen by all.
/// </remarks>
/// <param name="Start">How many of the first steps are over before it begins.</param>
/// <param name="End">The number of the step that it ends with, from 1.</param>
internal readonly record struct TestExtent(int Start, int End)
{
    /// <summary>As many executions as herd7 enumerates in seconds.</summary>
    public const double MostExecutions = 20_000;

    /// <summary>The steps.</summary>
    public IReadOnlyList<TraceStep> In(IReadOnlyList<TraceStep> steps) =>
        this == new TestExtent(0, steps.Count) ? steps : SharedSteps.Of([.. steps.Take(End).Skip(Start)]);

    /// <summary>The longest one with few enough executions, of these the latest; all steps, if there is
    /// none.</summary>
    /// <param name="steps">All steps.</param>
    /// <param name="most">How many executions are few enough.</param>
    public static TestExtent Of(IReadOnlyList<TraceStep> steps, double most = MostExecutions)
    {
        var all = new TestExtent(0, steps.Count);
        if (Executions(steps) <= most || IsSerial(steps))
        {
            return all;
        }

        var isSettled = Enumerable.Range(0, steps.Count + 1).Select(at => IsSettled(steps, at)).ToArray();
        for (var length = steps.Count - 1; length > 0; length--)
        {
            for (var start = steps.Count - length; start >= 0; start--)
            {
                var part = new TestExtent(start, start + length);
                if (
                    isSettled[start]
                    && (part.End == steps.Count || isSettled[part.End])
                    && part.In(steps) is var kept
                    && Executions(kept) <= most
                    && !IsSerial(kept)
                )
                {
                    return part;
                }
            }
        }

        return all;
    }

    /// <summary>About how many executions a tool looks at: each read finds any store to its cell, and stores to a cell
    /// come in any order.</summary>
    internal static double Executions(IReadOnlyList<TraceStep> steps)
    {
        var product = 1.0;
        foreach (var on in steps.Where(step => step.Cell is not null).GroupBy(step => step.Cell!))
        {
            var writers = on.Where(SharedSteps.Writes)
                .Where(step => step.Kind is not (OperationKind.Release or OperationKind.Commit))
                .GroupBy(step => step.Fiber)
                .Select(own => own.Count())
                .ToArray();
            product *= Orders(writers);
            foreach (var step in on.Where(Reads))
            {
                product *= writers.Sum() + 1;
            }
        }

        return product;
    }

    // In how many ways steps of several threads come one after the other, each thread's in order.
    private static double Orders(int[] counts)
    {
        var (orders, all) = (1.0, 0);
        foreach (var count in counts)
        {
            for (var i = 1; i <= count; i++)
            {
                orders *= (double)++all / i;
            }
        }

        return orders;
    }

    private static bool Reads(TraceStep step) =>
        step.Kind
            is OperationKind.Load
                or OperationKind.Until
                or OperationKind.Add
                or OperationKind.AddUnless
                or OperationKind.CompareExchange
                or OperationKind.Exchange;

    // True if no lock is held, every store has reached memory, and nobody comes to a cell by what was there before.
    private static bool IsSettled(IReadOnlyList<TraceStep> steps, int at)
    {
        var (held, written, waiting) = (new HashSet<Cell>(), new HashSet<Cell>(), 0);
        for (var i = 0; i < at; i++)
        {
            var step = steps[i];
            if (step.Cell is { } cell && SharedSteps.Writes(step))
            {
                written.Add(cell);
                waiting += step.Path switch
                {
                    AccessPath.Buffered => 1,
                    AccessPath.Committing => -1,
                    _ => 0,
                };
                if (step.Kind == OperationKind.Release)
                {
                    held.Remove(cell);
                }
                else if (
                    step.Kind is OperationKind.Acquire
                    || step is { Kind: OperationKind.TryAcquire, Result: not 0 }
                )
                {
                    held.Add(cell);
                }
            }
        }

        return held.Count == 0
            && waiting == 0
            && !steps
                .Skip(at)
                .Any(step =>
                    step.Path is AccessPath.Old or AccessPath.Overtaken
                    && step.Cell is { } cell
                    && written.Contains(cell)
                );
    }

    // True if threads that run one after the other take the same steps: the order of conflicting ones has no cycle.
    private static bool IsSerial(IReadOnlyList<TraceStep> steps)
    {
        var before = new HashSet<(int First, int Second)>();
        for (var i = 0; i < steps.Count; i++)
        {
            for (var j = i + 1; j < steps.Count; j++)
            {
                if (
                    steps[i].Cell is { } cell
                    && steps[j].Cell == cell
                    && steps[i].Fiber != steps[j].Fiber
                    && (SharedSteps.Writes(steps[i]) || SharedSteps.Writes(steps[j]))
                )
                {
                    before.Add((steps[i].Fiber, steps[j].Fiber));
                }
            }
        }

        var fibers = steps.Select(step => step.Fiber).ToHashSet();
        while (fibers.FirstOrDefault(fiber => !before.Any(pair => pair.Second == fiber), -1) is >= 0 and var first)
        {
            fibers.Remove(first);
            before.RemoveWhere(pair => pair.First == first);
        }

        return fibers.Count == 0;
    }
}
