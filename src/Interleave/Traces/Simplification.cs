using Interleave.Memory;
using Interleave.Programs;
using Interleave.Schedules;

namespace Interleave.Traces;

/// <summary>
/// Makes a counterexample easier to read without making it another one: steps that commute change places until the
/// fiber changes as seldom as possible. Of all schedules that are equivalent to the given one, the result has the
/// fewest changes of fiber.
/// </summary>
internal static class Simplification
{
    private const int MaxProgressVectors = 2_000_000;

    /// <summary>
    /// The simplest equivalent schedule; the given one if it cannot be improved. A loop stays as it is: what comes
    /// before it is simplified, which leads to the same state. A schedule on a weaker memory stays as it is.
    /// </summary>
    public static Counterexample Simplify(ConcurrentProgram program, Counterexample counterexample)
    {
        var schedule = counterexample.Schedule;
        var before = schedule.LoopStart is { } loop ? new Schedule(schedule.Steps[..loop]) : schedule;
        if (
            schedule.Memory != Memory.MemoryModel.Sequential
            || before.Steps.Length < 3
            || Reorder(before, ScheduleFollower.Operations(program, before)) is not { } reordered
        )
        {
            return counterexample;
        }

        var simpler = schedule with { Steps = [.. reordered.Steps, .. schedule.Steps[before.Steps.Length..]] };
        if (simpler.Switches >= schedule.Switches)
        {
            return counterexample;
        }

        try
        {
            var trace = Replayer.Replay(program, simpler);
            return trace.Violation is { } violation && violation.Property == counterexample.Violation.Property
                ? counterexample with
                {
                    Schedule = simpler,
                    Violation = violation,
                }
                : counterexample;
        }
        catch (ScheduleDivergedException)
        {
            return counterexample; // another property fails on the way in the simpler order
        }
    }

    // Dynamic programming over how far each fiber has come: the fewest switches to get there, ending with each fiber.
    private static Schedule? Reorder(Schedule schedule, List<HotOperation> footprints)
    {
        var steps = schedule.Steps;
        var fibers = steps.Select(s => s.Fiber).Distinct().Order().ToArray();
        var own = fibers
            .Select(f => Enumerable.Range(0, steps.Length).Where(i => steps[i].Fiber == f).ToArray())
            .ToArray();
        if (
            own.Aggregate(1L, (n, list) => Math.Min(n * (list.Length + 1), MaxProgressVectors + 1L))
            > MaxProgressVectors
        )
        {
            return null;
        }

        var needs = Needs(steps, fibers, own, footprints);
        var best = new Dictionary<(string Progress, int Last), (int Switches, int Before)>();
        var layer = new List<(int[] Progress, int Last)> { (new int[fibers.Length], -1) };
        best[(Key(layer[0].Progress), -1)] = (0, -1);
        for (var taken = 0; taken < steps.Length; taken++)
        {
            var next = new List<(int[], int)>();
            foreach (var (progress, last) in layer)
            {
                var switches = best[(Key(progress), last)].Switches;
                for (var f = 0; f < fibers.Length; f++)
                {
                    if (progress[f] == own[f].Length || !Ready(needs[own[f][progress[f]]], progress))
                    {
                        continue;
                    }

                    var after = (int[])progress.Clone();
                    after[f]++;
                    var cost = switches + (last >= 0 && last != f ? 1 : 0);
                    var key = (Key(after), f);
                    if (!best.TryGetValue(key, out var known))
                    {
                        next.Add((after, f));
                    }
                    else if (known.Switches <= cost)
                    {
                        continue;
                    }

                    best[key] = (cost, last);
                }
            }

            layer = next;
        }

        return layer.Count == 0 ? null : Backwards(steps, own, layer, best);
    }

    private static Schedule Backwards(
        IReadOnlyList<ScheduledStep> steps,
        int[][] own,
        List<(int[] Progress, int Last)> ends,
        Dictionary<(string Progress, int Last), (int Switches, int Before)> best
    )
    {
        var (progress, last) = ends.MinBy(end => best[(Key(end.Progress), end.Last)].Switches);
        progress = (int[])progress.Clone();
        var reversed = new List<ScheduledStep>();
        while (last >= 0)
        {
            var before = best[(Key(progress), last)].Before;
            progress[last]--;
            reversed.Add(steps[own[last][progress[last]]]);
            last = before;
        }

        reversed.Reverse();
        return new Schedule([.. reversed]);
    }

    // For each step, how far every fiber must have come before it: conflicting steps keep their order, and the last
    // step, which shows the violation, stays the last.
    private static int[][] Needs(
        IReadOnlyList<ScheduledStep> steps,
        int[] fibers,
        int[][] own,
        List<HotOperation> footprints
    )
    {
        var needs = new int[steps.Count][];
        var rank = new int[steps.Count];
        for (var f = 0; f < fibers.Length; f++)
        {
            for (var i = 0; i < own[f].Length; i++)
            {
                rank[own[f][i]] = i;
            }
        }

        for (var i = 0; i < steps.Count; i++)
        {
            needs[i] = new int[fibers.Length];
            for (var j = 0; j < i; j++)
            {
                if (i == steps.Count - 1 || HotOperation.Conflict(footprints[i], footprints[j]))
                {
                    var f = Array.IndexOf(fibers, steps[j].Fiber);
                    needs[i][f] = Math.Max(needs[i][f], rank[j] + 1);
                }
            }
        }

        return needs;
    }

    private static bool Ready(int[] needs, int[] progress)
    {
        for (var f = 0; f < needs.Length; f++)
        {
            if (progress[f] < needs[f])
            {
                return false;
            }
        }

        return true;
    }

    private static string Key(int[] progress) => string.Join(',', progress);
}
