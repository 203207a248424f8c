using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Traces;

namespace Interleave.Tests.Traces;

public sealed class WalkTests
{
    private static readonly ConcurrentProgram s_program = Given.Program(static machine =>
    {
        var x = machine.Cell("x", 5);
        var mutex = machine.Mutex("lock");
        var reference = machine.Resource("reference");
        machine.Fiber(
            "a",
            async () =>
            {
                await mutex.Acquire();
                await x.Add(1);
                await mutex.Release();
            }
        );
        machine.Fiber(
            "b",
            async () =>
            {
                await mutex.Acquire();
                await x.Add(await machine.Choose(3, "how much"));
            },
            false,
            reference
        );
    });

    [Fact]
    public void It_has_the_state_before_and_after_every_step()
    {
        var walk = Walk.Along(s_program, Schedule.Parse("0x2"));

        Assert.Equal(["x", "lock"], walk.Cells.Select(static cell => cell.Name));
        Assert.Equal(
            [
                [5, 0],
                [5, 1],
                [6, 1],
            ],
            walk.States.Select(static state => state.Values.ToArray())
        );
    }

    [Fact]
    public void It_says_where_every_fiber_is()
    {
        var fibers = Walk.Along(s_program, Schedule.Parse("0")).States[1].Fibers;

        Assert.Equal([false, true], fibers.Select(static fiber => fiber.IsBlocked));
        Assert.Equal(["x", "lock"], fibers.Select(static fiber => fiber.Next));
        Assert.Equal(new Holding("lock", 1, true), Assert.Single(fibers[0].Holdings));
        Assert.Equal(new Holding("reference", 1, false), Assert.Single(fibers[1].Holdings));
        Assert.True(Walk.Along(s_program, Schedule.Parse("0x3")).States[^1].Fibers[0].HasReturned);
    }

    [Fact]
    public void It_says_what_else_could_be_done()
    {
        var states = Walk.Along(s_program, Schedule.Parse("1")).States;

        Assert.Equal(["takes lock", "takes lock"], Texts(states[0]));
        Assert.Equal(["how much: way 0", "how much: way 1", "how much: way 2"], Texts(states[1]));
        Assert.Equal([0, 1, 2], states[1].Choices.Select(static step => step.Choice));
        Assert.All(states[1].Choices, static step => Assert.Equal((1, 2), (step.Fiber, step.Number)));
    }

    [Fact]
    public void A_step_that_is_tried_leaves_no_trace()
    {
        var schedule = Schedule.Parse("1 1.2 1");

        var last = Walk.Along(s_program, schedule).States[^1];
        var trace = Replayer.Replay(s_program, schedule);

        Assert.Equal([7, 1], last.Values.ToArray());
        Assert.Equal(trace.Fibers.Select(static end => end.Next), last.Fibers.Select(static fiber => fiber.Next));
        Assert.Empty(last.Choices);
    }

    [Fact]
    public void A_schedule_that_cannot_be_followed_is_refused() =>
        Assert.Throws<ScheduleDivergedException>(static () => Walk.Along(s_program, Schedule.Parse("0 1")));

    private static IEnumerable<string> Texts(TraceState state) => state.Choices.Select(static step => step.Describe());
}
