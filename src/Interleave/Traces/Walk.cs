using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Schedules;

namespace Interleave.Traces;

/// <summary>
/// A schedule with everything around it: where a <see cref="Trace"/> says what was done, this says what was there to be
/// seen and what could have been done instead.
/// </summary>
/// <param name="Cells">All of memory.</param>
/// <param name="States">The state before the first step, and the one after each.</param>
public sealed record Walk(ImmutableArray<Cell> Cells, ImmutableArray<TraceState> States)
{
    /// <summary>Follows a schedule, and tries every step that could be taken on the way.</summary>
    /// <exception cref="ScheduleDivergedException">The program cannot take one of the steps.</exception>
    public static Walk Along(ConcurrentProgram program, Schedule schedule)
    {
        var follower = new ScheduleFollower(program, schedule.Memory);
        var states = ImmutableArray.CreateBuilder<TraceState>();
        states.Add(Look(follower, 1));
        foreach (var step in schedule.Steps)
        {
            follower.Take(step, states.Count, out _);
            states.Add(Look(follower, states.Count + 1));
        }

        return new Walk([.. follower.State.Machine.Cells], states.ToImmutable());
    }

    // Takes every step that there is, and goes back.
    private static TraceState Look(ScheduleFollower follower, int next)
    {
        var (here, open) = (new List<int>(), new List<ScheduledStep>());
        follower.System.Save(here);
        var fibers = Enumerable.Range(0, follower.State.FiberCount).ToArray();
        foreach (var fiber in fibers)
        {
            follower.System.AddSteps(fiber, open);
        }

        var choices = ImmutableArray.CreateBuilder<TraceStep>();
        foreach (var step in open)
        {
            choices.Add(follower.Take(step, next, out _));
            follower.System.Restore(CollectionsMarshal.AsSpan(here));
        }

        follower.System.Show();
        return new TraceState([.. follower.State.Memory], [.. fibers.Select(follower.StateOf)], choices.ToImmutable());
    }
}
