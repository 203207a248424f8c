using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests.Mutants;

/// <summary>Mistakes in finding a page map, and in taking it away.</summary>
internal static class TeardownMutants
{
    private const TeardownDuties AllDuties = TeardownDuties.Kill | TeardownDuties.Wait | TeardownDuties.Key;

    public static ImmutableArray<Mutant> All { get; } =
    [
        new(
            "get_dev_pagemap takes a reference to a dead page map",
            r => r with { PagemapLookup = new TakesDeadOnes() },
            "gup-fast-vs-unplug",
            KernelRules.NoUseAfterFree
        ),
        new(
            "get_dev_pagemap ignores that it got no reference",
            r => r with { PagemapLookup = new IgnoresFailure() },
            "dax-supported-vs-unplug",
            KernelRules.CountsStayPositive
        ),
        new(
            "put_dev_pagemap puts twice",
            r => r with { PagemapLookup = new PutsTwice() },
            "last-put-vs-unplug",
            KernelRules.CountsStayPositive
        ),
        new(
            "the queue is not waited for",
            r => r with { Pmem = new DoesNotWait() },
            "last-put-vs-unplug",
            KernelRules.NoUseAfterFree
        ),
        new(
            "each freeze kills the reference",
            r => r with { Pmem = new KillsAtEachFreeze() },
            "last-put-vs-unplug",
            KernelRules.NoWarnings
        ),
        new(
            "the per-CPU storage is freed twice",
            r => r with { Pmem = new ExitsTwice() },
            "last-put-vs-unplug",
            Interleave.Violations.EngineRules.NoDoubleFree
        ),
        new(
            "a failed devm_memremap_pages does not kill",
            r => r with { Memremap = new LosesTheKill { Duties = AllDuties } },
            "hmm-add-with-failures",
            KernelRules.ReferencesAreReturned
        ),
        new(
            "devm_memremap_pages gives up without a reason",
            r => r with { Memremap = new GivesUp { Duties = AllDuties } },
            "bind-vs-bind",
            KernelRules.BindsSucceed
        ),
        new(
            "pgmap->ref is set to NULL while lookups find the page map",
            r => r with { Memremap = r.Memremap.With(TeardownDuties.PointsToReference) },
            "device-dax-failure-vs-unplug",
            KernelRules.NoWildPointers
        )
        {
            Release = FixedForms.Of(KnownReleases.V5_10)!,
        },
        new(
            "pgmap->ref is not set to NULL when the page map goes",
            r => r with { Memremap = new KeepsPointer(r.Memremap) },
            "device-dax-bind-twice",
            KernelRules.NoWarnings
        )
        {
            Release = KnownReleases.V5_10,
        },
        new(
            "hmm_devmem_remove does not wait",
            r => r with { Hmm = new RemovesAtOnce() },
            "hmm-add-remove",
            KernelRules.NoUseAfterFree
        )
        {
            Release = KnownReleases.V4_18,
        },
    ];

    private sealed class TakesDeadOnes : PagemapLookupForm
    {
        public override async Routine<Pgmap?> GetDevPagemap(Linux linux, Page page)
        {
            if (await page.Pgmap!.Slot.Load() == 0)
            {
                return null;
            }

            await page.Pgmap!.Ref.Get();
            linux.Machine.Hold(page.Pgmap!.Reference);
            return page.Pgmap;
        }
    }

    private sealed class IgnoresFailure : PagemapLookupForm
    {
        public override async Routine<Pgmap?> GetDevPagemap(Linux linux, Page page)
        {
            if (await page.Pgmap!.Slot.Load() == 0)
            {
                return null;
            }

            await page.Pgmap!.Ref.TryGetLive();
            linux.Machine.Hold(page.Pgmap!.Reference);
            return page.Pgmap;
        }
    }

    private sealed class PutsTwice : PagemapLookupForm
    {
        public override async Routine PutDevPagemap(Linux linux, Pgmap pgmap)
        {
            await base.PutDevPagemap(linux, pgmap);
            await base.PutDevPagemap(linux, pgmap);
        }
    }

    private sealed class DoesNotWait : PmemForm
    {
        public override async Routine CleanupQueue(PmemDevice pmem)
        {
            await FreezeQueue(pmem);
            await pmem.Pgmap.Ref.Exit();
        }
    }

    private sealed class KillsAtEachFreeze : PmemForm
    {
        public override async Routine FreezeQueue(PmemDevice pmem)
        {
            await pmem.FreezeDepth.Add(1);
            await pmem.Pgmap.Ref.Kill();
        }
    }

    private sealed class ExitsTwice : PmemForm
    {
        public override async Routine CleanupQueue(PmemDevice pmem)
        {
            await base.CleanupQueue(pmem);
            await pmem.Pgmap.Ref.Storage.Free();
        }
    }

    private sealed record LosesTheKill : MemremapForm
    {
        protected override async Routine<bool> Abandon(Linux linux, Pgmap pgmap)
        {
            await pgmap.Ops.Cleanup();
            return false;
        }
    }

    private sealed record GivesUp : MemremapForm
    {
        public override async Routine<bool> Map(Linux linux, Device device, Pgmap pgmap) =>
            await Abandon(linux, pgmap) && false;
    }

    private sealed record KeepsPointer(MemremapForm Form) : MemremapForm(Form)
    {
        protected override async Routine WaitForReferences(Pgmap pgmap)
        {
            await base.WaitForReferences(pgmap);
            await pgmap.RefPointer.Store(1);
        }
    }

    private sealed class RemovesAtOnce : HmmForm
    {
        private readonly HmmForm _form = new OwnHotplug();

        public override bool CountsPages => _form.CountsPages;

        public override ImmutableArray<DevmAction> Actions(Linux linux, HmmDevice device) =>
            _form.Actions(linux, device);

        public override async Routine<bool> Add(Linux linux, HmmDevice device) => await _form.Add(linux, device);

        public override async Routine Remove(Linux linux, HmmDevice device)
        {
            await device.Pgmap.Ref.Kill();
            await device.Pgmap.Ref.Exit();
            await device.Pgmap.StructPages.Free();
            await device.Pgmap.Slot.Store(0);
        }

        protected override Routine<bool> AddMemory(Linux linux, HmmDevice device, bool findsRange) =>
            throw new NotSupportedException();
    }
}
