using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests.Mutants;

/// <summary>Mistakes with memory that moves between a process and a device.</summary>
internal static class PrivateMemoryMutants
{
    public static ImmutableArray<Mutant> All { get; } =
    [
        new(
            "a mapping goes when its lock was dropped and its page put",
            r => r with { PrivateFault = new ClearsUnlocked() },
            "private-zap-vs-migrate",
            KernelRules.FreePagesAreUnused
        )
        {
            // a mapping that is cleared shows first
            Release = KnownReleases.V5_2 with
            {
                DevicePages = new CountedFromOne(clearsMapping: false),
            },
        },
        OnV6_1(
            "an address is given up without the page table lock",
            r => r with { PrivateFault = new ZapsUnlocked() },
            "private-migrate-vs-zap",
            KernelRules.CountsStayPositive
        ),
        OnV6_1(
            "a fault does not hold its page",
            r => r with { PrivateFault = new MigratesAtOnce() },
            "private-fault-vs-zap",
            KernelRules.FaultsArePagesInUse
        ),
        OnV6_1(
            "a free page remembers its process",
            r => r with { DevicePages = new KeepsMapping() },
            "private-zap-vs-insert",
            KernelRules.MappingsAreCurrent
        ),
        OnV6_1(
            "a free page is taken by its number",
            r => r with { PfnWalk = new TakesFreePages() },
            "private-walker-vs-free-page",
            KernelRules.NoPageFreeOfFreePage
        ),
        OnV6_1(
            "memory that has moved is mapped without a reference",
            r => r with { MigrateVma = new MapsWithoutReference() },
            "private-migrate-and-fault",
            KernelRules.CountsCoverReferences
        ),
        new(
            "a fault waits for the lock of a page that it does not hold",
            r => r with { PrivateFault = new WaitsForLock() },
            "private-fault-vs-fault",
            KernelRules.FreePagesAreUnlocked
        )
        {
            Release = FixedForms.Of(KnownReleases.V6_17)!,
        },
        OnV6_1(
            "a migration ends without looking whether its entry is still there",
            r => r with { MigrateVma = new MapsOverAnything() },
            "private-migrate-vs-zap",
            KernelRules.MigrationsReplace
        ),
    ];

    private static Mutant OnV6_1(string name, Func<Release, Release> change, string scenario, string property) =>
        new(name, change, scenario, property) { Release = FixedForms.Of(KnownReleases.V6_1)! };

    private sealed class WaitsForLock : LocksPage
    {
        protected override async Routine WaitForLock(Page page)
        {
            await page.Lock.Acquire();
            await page.Lock.Release();
        }
    }

    private sealed class ClearsUnlocked : Derived
    {
        public override async Routine Zap(Linux linux, AddressSpace mm)
        {
            await mm.PageTableLock.Acquire();
            var entry = await mm.Entry.Load(MemoryOrder.Plain);
            if (entry != 0)
            {
                await linux.Release.PutPage.Put(linux, mm.PageOf(entry));
            }

            await mm.PageTableLock.Release();
            await mm.Entry.Store(0);
        }
    }

    private sealed class ZapsUnlocked : Derived
    {
        public override async Routine Zap(Linux linux, AddressSpace mm)
        {
            var entry = await mm.Entry.Load(MemoryOrder.Plain);
            await mm.Entry.Store(0);
            if (AddressSpace.KindOf(entry) is PteKind.Present or PteKind.DevicePrivate)
            {
                await linux.Release.PutPage.Put(linux, mm.PageOf(entry));
            }
        }
    }

    // Nothing is wrong with its faults.
    private abstract class Derived : PrivateFaultForm
    {
        protected override async Routine SwapIn(Linux linux, AddressSpace mm, int entry) =>
            await CallDriver(linux, mm, mm.PageOf(entry), null);
    }

    private sealed class KeepsMapping : PrivateFreeAtZero
    {
        public override bool ClearsMapping => false;
    }

    private sealed record TakesFreePages : PfnWalkForm
    {
        public override async Routine<bool> Look(Linux linux, Page page)
        {
            await page.RefCount.Inc();
            linux.Machine.Hold(page.Glance);
            linux.Machine.Drop(page.Glance);
            await linux.Release.PutPage.Put(linux, page);
            return true;
        }
    }

    private sealed record MapsOverAnything : MigrateVmaForm
    {
        protected override async Routine RemoveMigrationEntry(Linux linux, AddressSpace mm, Page source, Page mapped)
        {
            await mm.PageTableLock.Acquire();
            await MapAgain(linux, mm, source, mapped);
            await mm.PageTableLock.Release();
        }
    }

    private sealed record MapsWithoutReference : MigrateVmaForm
    {
        protected override async Routine RemoveMigrationEntry(Linux linux, AddressSpace mm, Page source, Page mapped)
        {
            await mm.PageTableLock.Acquire();
            await mm.Entry.CompareExchange(
                AddressSpace.Encode(source, PteKind.Migration),
                AddressSpace.MappingOf(mapped)
            );
            await mm.PageTableLock.Release();
        }
    }
}
