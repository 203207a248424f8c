using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Kernel;

public sealed class RcuTests
{
    private const string GracePeriod = "a grace period outlasts the readers that it finds";

    [Fact]
    public void A_grace_period_waits_for_the_readers_that_it_finds()
    {
        var verdict = Booted.Check(linux =>
        {
            var section = linux.Machine.Cell("reader");
            linux.Start("reader", () => Read(linux, section));
            linux.Start("writer", () => SynchronizeFor(linux, section));
            linux.Machine.Properties.Sometimes(
                "it has to wait",
                s => s.Inside("synchronize_rcu") > 0 && s[section] == 1
            );
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void Without_it_the_reader_may_still_be_inside() =>
        Booted.AssertViolates(
            Booted.Check(linux =>
            {
                var section = linux.Machine.Cell("reader");
                linux.Start("reader", () => Read(linux, section));
                linux.Start("writer", () => DoNotSynchronize(linux, section));
            }),
            GracePeriod
        );

    // The first reader keeps the grace period open until the second is inside. So the second has come before its end,
    // and the period ends all the same while that one stays.
    [Fact]
    public void A_grace_period_does_not_wait_for_a_later_reader()
    {
        var verdict = Booted.Check(linux =>
        {
            var (first, second) = (linux.Machine.Cell("first reader"), linux.Machine.Cell("second reader"));
            var returned = linux.Machine.Cell("synchronize_rcu returned");
            linux.Start("first reader", () => ReadUntil(linux, first, second));
            linux.Start("second reader", () => Read(linux, second));
            linux.Start("writer", () => SynchronizeOnce(linux, first, returned));
            linux.Machine.Properties.Sometimes("returns before the later one", s => s[returned] == 1 && s[second] == 1);
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void A_reader_that_never_leaves_blocks_it_for_ever() =>
        Booted.AssertViolates(
            Booted.Check(linux =>
            {
                linux.Start("reader", () => ReadForEver(linux));
                linux.Start("writer", () => linux.Rcu.Synchronize());
            }),
            Interleave.Violations.EngineRules.NoBlockedFiber
        );

    [Fact]
    public void Two_grace_periods_each_wait_for_the_readers_that_they_find()
    {
        var verdict = Booted.Check(linux =>
        {
            var (first, second) = (linux.Machine.Cell("first reader"), linux.Machine.Cell("second reader"));
            linux.Start("first reader", () => Read(linux, first));
            linux.Start("second reader", () => Read(linux, second));
            linux.Start("first writer", () => SynchronizeFor(linux, first));
            linux.Start("second writer", () => SynchronizeFor(linux, second));
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void The_flavours_do_not_wait_for_each_other() =>
        Booted.AssertViolates(
            Booted.Check(linux =>
            {
                var section = linux.Machine.Cell("reader");
                linux.Start("reader", () => Read(linux, section));
                linux.Start("writer", () => SynchronizeSched(linux, section));
            }),
            GracePeriod
        );

    private static async Routine Read(Linux linux, Cell section)
    {
        var rcu = await linux.Rcu.ReadLock();
        await section.Store(1);
        await section.Store(2);
        await linux.Rcu.ReadUnlock(rcu);
    }

    private static async Routine ReadUntil(Linux linux, Cell section, Cell other)
    {
        var rcu = await linux.Rcu.ReadLock();
        await section.Store(1);
        await other.Until(static (value, _) => value != 0);
        await linux.Rcu.ReadUnlock(rcu);
    }

    private static async Routine ReadForEver(Linux linux) => await linux.Rcu.ReadLock();

    private static async Routine SynchronizeFor(Linux linux, Cell section)
    {
        var before = await section.Load();
        await linux.Rcu.Synchronize();
        await Compare(linux, section, before);
    }

    private static async Routine SynchronizeSched(Linux linux, Cell section)
    {
        var before = await section.Load();
        await linux.RcuSched.Synchronize();
        await Compare(linux, section, before);
    }

    private static async Routine DoNotSynchronize(Linux linux, Cell section)
    {
        var before = await section.Load();
        await Compare(linux, section, before);
    }

    private static async Routine Compare(Linux linux, Cell section, int before)
    {
        if (await section.Load() == 1 && before == 1)
        {
            linux.Machine.Fail(GracePeriod, "the reader is still there");
        }
    }

    private static async Routine SynchronizeOnce(Linux linux, Cell first, Cell returned)
    {
        await first.Until(static (value, _) => value != 0);
        await linux.Rcu.Synchronize();
        await returned.Store(1);
    }
}
