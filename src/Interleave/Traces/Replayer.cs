using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;

namespace Interleave.Traces;

/// <summary>Runs a program along a schedule and records what happens.</summary>
public static class Replayer
{
    /// <summary>Follows <paramref name="schedule"/> to its end or to the first violation; a loop once.</summary>
    /// <exception cref="ScheduleDivergedException">
    /// The program cannot take one of the steps, or the loop does not lead back to the state where it begins, or is not
    /// fair.
    /// </exception>
    public static Trace Replay(ConcurrentProgram program, Schedule schedule) =>
        MachineGrowsException.UntilItFits(() => ReplayOnce(program, schedule));

    private static Trace ReplayOnce(ConcurrentProgram program, Schedule schedule)
    {
        var follower = new ScheduleFollower(program, schedule.Memory);
        var initial = follower.State.Memory.ToArray();
        var holdings = Enumerable.Range(0, follower.State.FiberCount).Select(follower.HoldingsOf).ToArray();
        var steps = ImmutableArray.CreateBuilder<TraceStep>();
        var violation = follower.CheckState();
        foreach (var step in schedule.Steps)
        {
            if (violation is not null)
            {
                throw new ScheduleDivergedException(
                    steps.Count + 1,
                    $"'{violation.Property}' is already violated before it ({violation.Explanation})"
                );
            }

            steps.Add(follower.Take(step, steps.Count + 1, out violation));
            violation ??= follower.CheckState();
        }

        violation ??= schedule.LoopStart is null ? follower.CheckEnd() : LoopReplay.Judge(program, schedule);
        follower.System.Show();
        return new Trace(
            program.Name,
            schedule,
            steps.ToImmutable(),
            [.. holdings.Select((held, fiber) => follower.EndOf(fiber, held))],
            violation,
            [
                .. steps
                    .Where(s => s.Cell is not null)
                    .Select(s => s.Cell!)
                    .Distinct()
                    .Select(c => (c, initial[c.Location])),
            ]
        );
    }
}
