using Interleave.Routines;
using Interleave.Traces;

namespace Interleave.Diagrams;

/// <summary>
/// The two routines that a race is between, for its headline: where it is decided, and where it hurts or who it was
/// decided against.
/// </summary>
internal static class RacePlaces
{
    /// <summary>At most two names.</summary>
    public static List<string> Of(FailingTrace race)
    {
        var trace = race.Trace;
        if (trace.Steps.IsEmpty)
        {
            return [];
        }

        if (trace.Schedule.LoopStart is { } loopStart)
        {
            return
            [
                .. trace
                    .Steps.Skip(loopStart)
                    .GroupBy(step => step.Fiber)
                    .Select(Around)
                    .OfType<string>()
                    .Distinct()
                    .Take(2),
            ];
        }

        var last = trace.Steps[^1];
        var decided = race.Decided is { Step: > 0 } point ? trace.Steps[point.Step - 1] : last;
        var places = new List<string>();
        Add(places, Innermost(decided.Stack));
        var victim = trace
            .Fibers.Select((end, fiber) => (End: end, Fiber: fiber))
            .FirstOrDefault(f => f.End.IsBlocked && !f.End.IsDaemon && f.Fiber != decided.Fiber);
        if (victim.End is not null)
        {
            Add(places, Innermost(victim.End.Stack));
        }
        else if (Other(trace, decided, last) is { } other)
        {
            Add(places, Innermost(other.Stack));
        }

        return places;
    }

    // The violating step, or the last one by another fiber on what the decisive step touched, or the last one at all.
    private static TraceStep? Other(Trace trace, TraceStep decided, TraceStep last)
    {
        var others = trace.Steps.Where(step => step.Fiber != decided.Fiber).ToArray();
        return last.Fiber != decided.Fiber
            ? last
            : others.LastOrDefault(step => step.Cell is not null && step.Cell == decided.Cell)
                ?? others.LastOrDefault();
    }

    // The innermost routine that a fiber never leaves in all its steps of a loop: where it goes round.
    private static string? Around(IEnumerable<TraceStep> steps)
    {
        var stacks = steps.Select(step => step.Stack).ToArray();
        return Innermost(
                stacks[0]
                    .Where(
                        (call, depth) =>
                            stacks.All(stack =>
                                depth < stack.Length && stack[..(depth + 1)].SequenceEqual(stacks[0][..(depth + 1)])
                            )
                    )
            ) ?? Innermost(stacks[0]);
    }

    private static string? Innermost(IEnumerable<RoutineCall> stack) =>
        stack.LastOrDefault(call => call.Name is not null)?.Name;

    private static void Add(List<string> places, string? name)
    {
        if (name is not null)
        {
            places.Add(name);
        }
    }
}
