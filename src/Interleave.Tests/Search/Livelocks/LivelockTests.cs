using Interleave.Search;
using static Interleave.Tests.Search.Livelocks.LivelockAssert;
using static Interleave.Tests.Search.Livelocks.LoopingRoutines;

namespace Interleave.Tests.Search.Livelocks;

/// <summary>Loops of which a reader can tell that no fair execution leaves them, or that every one does.</summary>
public sealed class LivelockTests
{
    [Fact]
    public void Spinning_until_another_fiber_has_run_is_no_livelock()
    {
        AssertEnds(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("spinner", () => SpinUntil(x, 1));
            machine.Fiber("other", async () => await x.Store(1));
        });
    }

    [Fact]
    public void Spinning_for_what_never_comes_is_one()
    {
        var found = AssertLivelock(
            "spinner goes round for ever",
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("spinner", () => SpinUntil(x, 2));
                machine.Fiber("other", async () => await x.Store(1));
            }
        );

        Assert.Equal("1 loop 0", found.Schedule.ToString()); // before that step the other is not treated fairly
    }

    [Fact]
    public void A_step_that_changes_nothing_closes_a_loop()
    {
        var found = AssertLivelock(
            "a goes round for ever",
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => Retry(x));
            }
        );

        Assert.Equal("loop 0", found.Schedule.ToString());
    }

    [Fact]
    public void Two_that_undo_each_others_work_for_ever()
    {
        var found = AssertLivelock(
            "a, b go round for ever",
            static machine =>
            {
                var mine = machine.Cell("mine");
                var yours = machine.Cell("yours");
                machine.Fiber("a", () => BackOff(mine, yours));
                machine.Fiber("b", () => BackOff(yours, mine));
            }
        );

        Assert.InRange(found.Schedule.Steps.Length, 6, 8);
    }

    [Fact]
    public void Who_waits_beside_a_loop_is_named()
    {
        AssertLivelock(
            "a goes round for ever, and b, c never get on",
            static machine =>
            {
                var x = machine.Cell("x");
                var y = machine.Cell("y");
                machine.Fiber("a", () => SpinUntil(x, 1));
                machine.Fiber("b", () => Wait(y));
                machine.Fiber("c", () => Wait(y));
            }
        );
    }

    // A tail call for ever is a loop, although the stack that a trace shows grows.
    [Fact]
    public void Calling_oneself_for_ever_is_a_loop()
    {
        AssertLivelock(
            "a goes round for ever",
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => CallOneself(x));
            }
        );
    }

    [Fact]
    public void A_long_way_and_a_long_loop_are_found()
    {
        var found = AssertLivelock(
            "a goes round for ever",
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => CountModulo(x, 3000));
            }
        );

        Assert.Equal((0, 3000), (found.Schedule.LoopStart, found.Schedule.Steps.Length));
    }

    [Fact]
    public void Without_cycles_of_local_states_nothing_is_searched()
    {
        var verdict = AssertEnds(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => CountTo(x));
            machine.Fiber("b", () => CountTo(x));
        });

        Assert.Equal(TerminationProof.LocalStates, verdict.Termination?.DecidedBy);
        Assert.Equal(0, verdict.Termination?.States);
    }
}
