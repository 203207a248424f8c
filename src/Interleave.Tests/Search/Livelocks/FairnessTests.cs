using Interleave.Programs;
using Interleave.Search;
using static Interleave.Tests.Search.Livelocks.LivelockAssert;
using static Interleave.Tests.Search.Livelocks.LoopingRoutines;

namespace Interleave.Tests.Search.Livelocks;

/// <summary>Who starves for a lock, and under which fairness.</summary>
public sealed class FairnessTests
{
    // The waiter can run whenever the lock is free, and never all the time.
    [Fact]
    public void Starving_for_a_lock_is_weakly_fair_and_not_strongly()
    {
        var found = AssertLivelock("owner goes round for ever, and waiter never gets on", Starve);

        Assert.Equal("loop 0x3", found.Schedule.ToString());
        AssertEnds(Starve, Liveness.Strong);

        static void Starve(Machine machine)
        {
            var stop = machine.Cell("stop");
            var mutex = machine.Mutex("lock");
            machine.Fiber("owner", () => LockUntil(mutex, stop));
            machine.Fiber("waiter", () => StopUnderLock(mutex, stop));
        }
    }

    // Who tries and fails has had its turn: no fairness helps.
    [Fact]
    public void Starving_for_a_lock_by_trying_is_fair_both_ways()
    {
        AssertLivelock("owner, trier go round for ever", Starve);
        AssertLivelock("owner, trier go round for ever", Starve, Liveness.Strong);

        static void Starve(Machine machine)
        {
            var stop = machine.Cell("stop");
            var mutex = machine.Mutex("lock");
            machine.Fiber("owner", () => LockUntil(mutex, stop));
            machine.Fiber("trier", () => TryUntilLocked(mutex, stop));
        }
    }

    // The whole component lets the waiter run; the part of it that does not is a cycle by itself.
    [Fact]
    public void A_part_of_a_component_can_be_strongly_fair()
    {
        var found = AssertLivelock("owner goes round for ever, and waiter never gets on", Starve, Liveness.Strong);

        Assert.Equal("0x2 loop 0x2", found.Schedule.ToString());

        static void Starve(Machine machine)
        {
            var stop = machine.Cell("stop");
            var mutex = machine.Mutex("lock");
            machine.Fiber("owner", () => LockAndSpinUntil(machine, mutex, stop));
            machine.Fiber("waiter", () => StopUnderLock(mutex, stop));
        }
    }
}
