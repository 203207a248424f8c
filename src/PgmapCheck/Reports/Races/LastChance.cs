using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Strategies.Inevitability;
using Interleave.Traces;
using Interleave.Violations;

namespace PgmapCheck.Reports.Races;

/// <summary>
/// The last state of a counterexample from which its violation can be avoided: the step taken there decides it, and
/// these are the steps that would not have.
/// </summary>
internal static class LastChance
{
    /// <summary>For each choice before the decisive step whether some execution that begins with it avoids the
    /// violation.</summary>
    /// <param name="program">The program.</param>
    /// <param name="trace">The counterexample.</param>
    /// <param name="decided">Where it is decided, and not from the start.</param>
    /// <param name="choices">The steps that can be taken before that.</param>
    /// <returns>One entry for each choice; null where there are too many states to look at.</returns>
    public static ImmutableArray<bool?> Of(
        ConcurrentProgram program,
        Trace trace,
        PointOfNoReturn decided,
        ImmutableArray<TraceStep> choices
    ) =>
        [
            .. choices.Select(choice =>
                CanAvoid(
                    program,
                    trace.Violation!,
                    [.. trace.Schedule.Steps.Take(decided.Step - 1), new ScheduledStep(choice.Fiber, choice.Choice)]
                )
            ),
        ];

    private static bool? CanAvoid(ConcurrentProgram program, Violation violation, ImmutableArray<ScheduledStep> steps)
    {
        if (Replayer.Replay(program, new Schedule(steps)).Violation is { } found)
        {
            return (found.Kind, found.Property) != (violation.Kind, violation.Property);
        }

        if (Walk.Along(program, new Schedule(steps)).States[^1].Choices is not [var next, ..])
        {
            return true; // it ends here, and nothing is wrong
        }

        // One step further, whichever: then the search asks about the state before that step first.
        var further = new Schedule(steps.Add(new ScheduledStep(next.Fiber, next.Choice)));
        var point = PointOfNoReturn.Find(program, new Counterexample(violation, further, false));
        return point is null ? null : point.Step == further.Steps.Length;
    }
}
