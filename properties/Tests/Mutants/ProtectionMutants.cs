using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Protocol.Teardown;

namespace PgmapCheck.Properties.Tests.Mutants;

/// <summary>Protections left out: what they protect is gone only in few interleavings.</summary>
internal static class ProtectionMutants
{
    private const TeardownDuties AllDuties = TeardownDuties.Kill | TeardownDuties.Wait | TeardownDuties.Key;

    public static ImmutableArray<Mutant> All { get; } =
    [
        // What the grace period protects is the struct dev_pagemap itself.
        new(
            "the page map goes without a grace period",
            r => r with { Memremap = new DoesNotSynchronize { Duties = AllDuties } },
            "dax-supported-vs-unplug",
            KernelRules.NoUseAfterFree
        ),
        new(
            "get_dev_pagemap takes no RCU lock",
            r => r with { PagemapLookup = new TakesNoRcuLock() },
            "dax-supported-vs-unplug",
            KernelRules.NoUseAfterFree
        ),
        // The lock is dropped for those who hold one page and fault on the next.
        new(
            "truncate sleeps with its lock",
            r => r with { BreakLayouts = new SleepsLocked { LooksAgain = true } },
            "gup-two-pages-vs-truncate",
            KernelRules.NoDeadlock
        ),
        new(
            "get_user_pages takes no reference to the page map",
            r => r with { GetUserPages = new DoesWithoutPagemap() },
            "gup-slow-vs-unplug",
            KernelRules.NoUseAfterFree
        ),
        new(
            "truncate sleeps with the i_pages lock",
            r => r with { BreakLayouts = new SleepsWithSpinLock { LooksAgain = true } },
            "put-page-vs-truncate",
            KernelRules.NoSleepInAtomic
        ),
        new(
            "get_dev_pagemap waits for a grace period in a section of its own",
            r => r with { PagemapLookup = new WaitsForReadersAsOne() },
            "dax-supported-vs-unplug",
            KernelRules.NoSleepInAtomic
        ),
    ];

    private sealed record DoesNotSynchronize : MemremapForm
    {
        protected override async Routine Unpublish(Linux linux, Pgmap pgmap) => await pgmap.Slot.Store(0);
    }

    private sealed class TakesNoRcuLock : PagemapLookupForm
    {
        public override async Routine<Pgmap?> GetDevPagemap(Linux linux, Page page)
        {
            if (
                page.Pgmap is not { } pgmap
                || await pgmap.Slot.Load() == 0
                || await pgmap.RefPointer.Load() == 0
                || !await pgmap.Ref.TryGetLive()
            )
            {
                return null;
            }

            linux.Machine.Hold(pgmap.Reference);
            return pgmap;
        }
    }

    private sealed record SleepsLocked : BreakLayoutsForm
    {
        protected override async Routine WaitXfs(TaskStruct current, DaxFile file) => await current.Schedule();
    }

    private sealed record SleepsWithSpinLock : BreakLayoutsForm
    {
        protected override async Routine SleepUnlocked(TaskStruct current, DaxFile file)
        {
            await file.MmapSem.Release();
            await file.PagesLock.Acquire();
            await current.Schedule();
            await file.PagesLock.Release();
            await file.MmapSem.Acquire();
        }
    }

    private sealed class WaitsForReadersAsOne : PagemapLookupForm
    {
        public override async Routine<Pgmap?> GetDevPagemap(Linux linux, Page page)
        {
            var rcu = await linux.Rcu.ReadLock();
            await linux.Rcu.Synchronize();
            await linux.Rcu.ReadUnlock(rcu);
            return await base.GetDevPagemap(linux, page);
        }
    }

    private sealed record DoesWithoutPagemap : GetUserPagesForm
    {
        protected override async Routine<FollowedPage> FollowPte(Linux linux, Page page, Pgmap? held, int references)
        {
            if (!await page.RefCount.AddUnless(references, 0))
            {
                return new FollowedPage(null, false, true);
            }

            page.Hold(references);
            return new FollowedPage(page.Pgmap, true, false);
        }
    }
}
