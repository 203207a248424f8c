using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Schedules;

namespace Interleave.Traces;

/// <summary>What a search found that had to be done again: the second may have to stop before it comes there. One that
/// stops before it knows all that it relies on may have found what cannot be.</summary>
internal static class EarlierFindings
{
    /// <summary>Adds to what was found what the schedules of an earlier search show first: it may have passed over
    /// something on the way.</summary>
    public static ImmutableArray<Counterexample> AddTo(
        ImmutableArray<Counterexample> found,
        ImmutableArray<Counterexample> earlier,
        ConcurrentProgram program
    )
    {
        var all = found.ToDictionary(static one => (one.Violation.Kind, one.Violation.Property));
        foreach (var one in earlier.Select(one => FirstOn(one.Schedule, program)).OfType<Counterexample>())
        {
            all.TryAdd((one.Violation.Kind, one.Violation.Property), one);
        }

        return [.. all.Values.OrderBy(static one => one.Schedule.Steps.Length)];
    }

    // What a schedule shows first; null if there is no such schedule.
    private static Counterexample? FirstOn(Schedule schedule, ConcurrentProgram program)
    {
        var follower = new ScheduleFollower(program, schedule.Memory);
        var (violation, taken) = (follower.CheckState(), 0);
        while (violation is null && taken < schedule.Steps.Length)
        {
            if (!follower.CanTake(schedule.Steps[taken]))
            {
                return null;
            }

            violation = follower.Follow(schedule.Steps[taken++]);
        }

        violation ??= follower.CheckEnd();
        return violation is null
            ? null
            : new Counterexample(violation, new Schedule(schedule.Steps[..taken]) { Memory = schedule.Memory }, false);
    }
}
