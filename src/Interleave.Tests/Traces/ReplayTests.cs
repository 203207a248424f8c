using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Traces;

namespace Interleave.Tests.Traces;

public sealed class ReplayTests
{
    private static readonly ConcurrentProgram s_program = new(
        "two readers",
        static machine =>
        {
            var x = machine.Cell("x", 5);
            var mutex = machine.Mutex("lock");
            machine.Fiber("a", () => Work(x, mutex));
            machine.Fiber("b", async () => await x.Add(await machine.Choose(2, "how much")));
            machine.Properties.Always("small", state => state[x] > 6 ? $"x is {state[x]}" : null);
        }
    );

    [Fact]
    public void Every_step_is_recorded()
    {
        var trace = Replayer.Replay(s_program, Schedule.Parse("0 1.1 0x2"));

        Assert.Equal("two readers", trace.Program);
        Assert.Equal([1, 2, 3, 4], trace.Steps.Select(static s => s.Number));
        Assert.Equal(
            ["takes lock", "how much: way 1", "x: 5 -> 6", "releases lock"],
            trace.Steps.Select(static s => s.Describe())
        );
        Assert.Equal([0, 1, 0, 0], trace.Steps.Select(static s => s.Fiber));
        Assert.Equal(["Work", "Increment"], trace.Steps[2].Stack.Select(static call => call.Name));
        Assert.Equal(["Work"], trace.Steps[2].StackAfter.Select(static call => call.Name));
        Assert.Empty(trace.Steps[3].StackAfter);
        Assert.Equal(new Holding("lock", 1, true), Assert.Single(trace.Steps[2].Holdings));
        Assert.Empty(trace.Steps[3].Holdings);
        Assert.Null(trace.Violation);
        Assert.Equal([("lock", 0), ("x", 5)], trace.Initial.Select(static i => (i.Cell.Name, i.Value)));
    }

    [Fact]
    public void Where_the_fibers_are_is_recorded()
    {
        var fibers = Replayer.Replay(s_program, Schedule.Parse("0x3 1")).Fibers;

        Assert.Equal(["a", "b"], fibers.Select(static f => f.Name));
        Assert.Equal([true, false], fibers.Select(static f => f.HasReturned));
        Assert.Equal(["", "x"], fibers.Select(static f => f.Next));
        Assert.DoesNotContain(fibers, static f => f.IsBlocked || f.IsDaemon);
    }

    [Fact]
    public void A_violation_ends_it()
    {
        var trace = Replayer.Replay(s_program, Schedule.Parse("1.1 1 0x2"));

        Assert.Equal("x is 7", trace.Violation?.Explanation);
        Assert.Equal("lock", trace.Fibers[0].Next);
        Assert.Equal("Work", Assert.Single(trace.Fibers[0].Stack).Name);
    }

    [Theory]
    [InlineData("2", 1, "there is no fiber 2, only 2")]
    [InlineData("0x4", 4, "a has returned")]
    [InlineData("1.2", 1, "b cannot go way 2 here")]
    [InlineData("0.1", 1, "a cannot go way 1 here")]
    [InlineData("1.1 1 0x3", 5, "'small' is already violated before it (x is 7)")]
    public void A_schedule_that_cannot_be_followed_is_refused(string schedule, int step, string reason)
    {
        var e = Assert.Throws<ScheduleDivergedException>(() => Replayer.Replay(s_program, Schedule.Parse(schedule)));

        Assert.Equal((step, reason), (e.StepNumber, e.Reason));
        Assert.Equal($"step {step}: {reason}", e.Message);
    }

    [Fact]
    public void A_blocked_fiber_cannot_be_scheduled()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("waiter", async () => await x.Until(static (value, _) => value != 0, label: "the signal"));
        });

        var e = Assert.Throws<ScheduleDivergedException>(() => Replayer.Replay(program, Schedule.Parse("0")));

        Assert.Equal("step 1: waiter is blocked on the signal", e.Message);
    }

    private static async Routine Work(Cell x, Mutex mutex)
    {
        await mutex.Acquire();
        await Increment(x);
        await mutex.Release();
    }

    private static async Routine Increment(Cell x) => await x.Add(1);
}
