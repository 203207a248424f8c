using Interleave.Memory;
using Interleave.Routines;
using Interleave.Violations;

namespace Interleave.Tests.Search;

/// <summary>A daemon may wait when all others have returned; nothing else about it is different.</summary>
public sealed class DaemonTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_a_daemon_may_stay_blocked(bool isDaemon)
    {
        var verdict = Checker.Check(
            Given.Program(machine =>
            {
                var work = machine.Cell("work");
                machine.Fiber("server", () => Serve(work), isDaemon);
                machine.Fiber("client", async () => await work.Store(1));
                machine.Properties.AtEnd("all work is done", state => state[work] == 0 ? null : "some is left");
            })
        );

        Assert.Equal(isDaemon, verdict.IsProof);
        var violated = verdict.Counterexamples.Select(static c => c.Violation.Property);
        Assert.Equal(isDaemon ? [] : [EngineRules.NoBlockedFiber], violated);
    }

    [Fact]
    public void A_fiber_that_waits_for_a_blocked_daemon_is_blocked()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var work = machine.Cell("work");
                machine.Fiber("server", () => Serve(work), true);
                machine.Fiber("client", async () => await work.Until(static (value, _) => value == 2));
            })
        );

        var violation = Assert.Single(verdict.Counterexamples).Violation;
        Assert.Equal("client waits for ever for work (0)", violation.Explanation);
    }

    [Fact]
    public void The_end_waits_for_a_daemon_that_can_run()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("daemon", async () => await x.Store(1), true);
                machine.Properties.AtEnd("it has run", state => state[x] == 1 ? null : "it has not");
            })
        );

        Assert.True(verdict.IsProof);
    }

    [Fact]
    public void A_daemon_and_a_fiber_with_one_body_are_not_the_same()
    {
        var verdict = Checker.Prove(
            Given.Program(static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("fiber", () => Wait(x));
                machine.Fiber("daemon", () => Wait(x), true);
                machine.Fiber("waker", async () => await x.Exchange(1));
            })
        );

        Assert.Equal(5, verdict.States);
    }

    private static async Routine Serve(Cell work)
    {
        while (true)
        {
            await work.Until(static (value, _) => value == 1);
            await work.Store(0);
        }
    }

    private static async Routine Wait(Cell x) => await x.Until(static (value, _) => value == 1);
}
