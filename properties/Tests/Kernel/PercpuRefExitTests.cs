using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Kernel;

/// <summary>
/// Calibration with an order that looks wrong: v5.2 to v5.19 freed the per-CPU counters before the page map left the
/// table, so that lookups still found it. With a kill before and a wait for the release it is safe, because the wait
/// lasts until every lookup that could have counted there is over. Without either it is not.
/// </summary>
public sealed class PercpuRefExitTests
{
    [Fact]
    public void Exit_before_the_table_entry_goes_is_safe_after_a_kill_and_a_wait()
    {
        var verdict = Booted.Check(linux =>
        {
            var (percpu, slot) = Declare(linux);
            linux.Start("owner", () => KillWaitExit(linux, percpu, slot));
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void Exit_without_the_wait_is_a_use_after_free()
    {
        var verdict = Booted.Check(linux =>
        {
            var (percpu, slot) = Declare(linux);
            linux.Start("owner", () => KillExit(linux, percpu, slot));
        });

        Booted.AssertViolates(verdict, KernelRules.NoUseAfterFree);
    }

    [Fact]
    public void Exit_without_the_kill_is_a_use_after_free()
    {
        var verdict = Booted.Check(linux =>
        {
            var (percpu, slot) = Declare(linux);
            linux.Start("owner", () => Exit(linux, percpu, slot));
        });

        Booted.AssertViolates(verdict, KernelRules.NoUseAfterFree);
    }

    // The release does not come before the grace period of the switch. If it did, one reader could still be counting.
    [Fact]
    public void Exit_after_a_release_without_a_grace_period_is_a_use_after_free()
    {
        var verdict = Booted.Check(linux =>
        {
            var (percpu, slot) = Declare(linux);
            linux.Start("owner", () => PublishAndExit(linux, percpu, slot));
        });

        Booted.AssertViolates(verdict, KernelRules.NoUseAfterFree);
    }

    private static (PercpuRef Ref, Cell Slot) Declare(Linux linux)
    {
        var percpu = new PercpuRef(linux, "ref", 0);
        var slot = linux.Machine.Cell("table entry", 1);
        var (found, missed) = (linux.Outcome("the lookup succeeds"), linux.Outcome("the lookup fails"));
        linux.Start("lookup", () => LookUp(linux, percpu, slot, found, missed));
        return (percpu, slot);
    }

    private static async Routine LookUp(Linux linux, PercpuRef percpu, Cell slot, Resource found, Resource missed)
    {
        var rcu = await linux.Rcu.ReadLock();
        var taken = await slot.Load() != 0 && await percpu.TryGetLive();
        linux.Machine.Hold(taken ? found : missed);
        await linux.Rcu.ReadUnlock(rcu);
        if (taken)
        {
            await percpu.Put();
        }
    }

    private static async Routine KillWaitExit(Linux linux, PercpuRef percpu, Cell slot)
    {
        await percpu.Kill();
        await percpu.Released.Wait();
        await Exit(linux, percpu, slot);
    }

    private static async Routine KillExit(Linux linux, PercpuRef percpu, Cell slot)
    {
        await percpu.Kill();
        await Exit(linux, percpu, slot);
    }

    private static async Routine PublishAndExit(Linux linux, PercpuRef percpu, Cell slot)
    {
        await percpu.Flags.Store(PercpuRef.Atomic | PercpuRef.Dead);
        await Exit(linux, percpu, slot);
    }

    private static async Routine Exit(Linux linux, PercpuRef percpu, Cell slot)
    {
        await percpu.Exit();
        await slot.Store(0);
        await linux.Rcu.Synchronize();
    }
}
