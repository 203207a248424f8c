using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Kernel;

public sealed class PercpuRefTests
{
    private const string NoUseAfterRelease = "nobody holds a reference that was released";

    [Fact]
    public void It_is_released_once_when_the_last_reference_is_put()
    {
        var verdict = Booted.Check(linux =>
        {
            var (percpu, holds) = Declare(linux, references: 1);
            linux.Start("holder", () => Put(linux, percpu, holds), holds);
            linux.Start("first user", () => Use(linux, percpu, holds));
            linux.Start("second user", () => Use(linux, percpu, holds));
            linux.Start("owner", () => KillAndExit(percpu));
            linux.Machine.Properties.Sometimes("two users at once", s => s.Held(holds) == 3);
            linux.Machine.Properties.Sometimes(
                "the owner has to wait",
                s => s[percpu.Flags] != 0 && s[percpu.Count.Cell] == 1 && s.Held(holds) == 1
            );
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void A_holder_takes_another_reference_even_after_the_kill()
    {
        var verdict = Booted.Check(linux =>
        {
            var (percpu, holds) = Declare(linux, references: 1);
            linux.Start("holder", () => GetAndPutBoth(linux, percpu, holds), holds);
            linux.Start("owner", () => KillAndExit(percpu));
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void No_live_reference_is_had_after_the_kill()
    {
        var verdict = Booted.Check(linux =>
        {
            var (percpu, _) = Declare(linux, references: 0);
            var killed = linux.Machine.Cell("killed");
            var (got, failed) = (linux.Outcome("gets one"), linux.Outcome("gets none"));
            linux.Start("user", () => TryOnce(linux, percpu, killed, got, failed));
            linux.Start("owner", () => Kill(percpu, killed));
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void Two_kills_are_warned_about()
    {
        var verdict = Booted.Check(linux =>
        {
            var (percpu, _) = Declare(linux, references: 0);
            linux.Start("owner", () => percpu.Kill());
            linux.Start("another owner", () => percpu.Kill());
        });

        Booted.AssertViolates(verdict, KernelRules.NoWarnings);
    }

    // Per-CPU counters cannot tell; the sum does when it is taken, or the atomic count when it falls.
    [Fact]
    public void A_put_too_many_is_noticed_at_the_switch_or_after_it()
    {
        var verdict = Booted.Check(linux =>
        {
            var percpu = new PercpuRef(linux, "ref", 0);
            linux.Start("user", () => percpu.Put());
            linux.Start("owner", () => percpu.Kill());
            linux.Machine.Properties.AtEnd("it was noticed", s => "the reference is quietly gone");
        });

        Booted.AssertViolates(verdict, KernelRules.NoWarnings, KernelRules.CountsStayPositive);
    }

    [Fact]
    public void It_can_be_set_up_again_after_its_exit()
    {
        var verdict = Booted.Check(linux =>
        {
            var (percpu, holds) = Declare(linux, references: 0);
            linux.Start("owner", () => KillExitAndInit(percpu));
            linux.Start("user", () => Use(linux, percpu, holds));
        });

        Booted.AssertProved(verdict);
    }

    private static (PercpuRef Ref, Resource Holds) Declare(Linux linux, int references)
    {
        var percpu = new PercpuRef(linux, "ref", references);
        var holds = linux.Machine.Resource("reference");
        linux.Machine.Properties.Always(
            NoUseAfterRelease,
            state =>
                state[percpu.Released.Done] == 1 && (state.Held(holds) > 0 || state[percpu.Count.Cell] != 0)
                    ? $"{state.Held(holds)} held, and the count is {state[percpu.Count.Cell]}"
                    : null
        );
        return (percpu, holds);
    }

    private static async Routine Put(Linux linux, PercpuRef percpu, Resource holds)
    {
        await linux.Machine.Pass("uses it");
        linux.Machine.Drop(holds);
        await percpu.Put();
    }

    private static async Routine Use(Linux linux, PercpuRef percpu, Resource holds)
    {
        if (await percpu.TryGetLive())
        {
            linux.Machine.Hold(holds);
            await Put(linux, percpu, holds);
        }
    }

    private static async Routine GetAndPutBoth(Linux linux, PercpuRef percpu, Resource holds)
    {
        await percpu.Get();
        linux.Machine.Hold(holds);
        await Put(linux, percpu, holds);
        await Put(linux, percpu, holds);
    }

    private static async Routine TryOnce(Linux linux, PercpuRef percpu, Cell killed, Resource got, Resource failed)
    {
        var late = await killed.Load() != 0;
        var taken = await percpu.TryGetLive();
        linux.Machine.Hold(taken ? got : failed);
        if (taken && late)
        {
            linux.Machine.Fail("tryget_live fails after the kill", "it did not");
        }
    }

    private static async Routine Kill(PercpuRef percpu, Cell killed)
    {
        await percpu.Kill();
        await killed.Store(1);
    }

    private static async Routine KillAndExit(PercpuRef percpu)
    {
        await percpu.Kill();
        await percpu.Released.Wait();
        await percpu.Exit();
    }

    private static async Routine KillExitAndInit(PercpuRef percpu)
    {
        await KillAndExit(percpu);
        await percpu.Init();
    }
}
