using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using static PgmapCheck.Model.Programs.ArgumentKind;

namespace PgmapCheck.Model.Programs;

/// <summary>Everything that a program can call.</summary>
public static class Operations
{
    /// <summary>In the order in which <c>list --operations</c> shows them.</summary>
    public static ImmutableArray<Operation> All { get; } =
    [
        new("put_page", [ArgumentKind.Page], "ends an I/O and drops a reference", PutPage)
        { IsIn = Anywhere, Drops = HoldingKind.Reference },
        new("folio_put", [ArgumentKind.Page], "the same with folio_put", FolioPut)
        { IsIn = static r => r.HasFolios, Drops = HoldingKind.Reference },
        new("release_pages", [Pages], "ends an I/O and drops a reference to each page", ReleasePages)
        { IsIn = Anywhere, Drops = HoldingKind.Reference },
        new("kvm_release_pfn_clean", [ArgumentKind.Page], "a virtual machine drops its reference", KvmRelease)
        { IsIn = Scenario.HasDevicePages, Drops = HoldingKind.Reference },
        new("get_page", [ArgumentKind.Page], "one reference more to a page that the thread holds, as get_user_pages takes it", GetPage)
        { IsIn = Anywhere, Needs = HoldingKind.Reference, Takes = HoldingKind.Reference },
        new("get_user_pages", [FileRange], "takes references to pages of a mapped file, and faults where it must", GetUserPages)
        { IsIn = Scenario.HasFsDaxPages, Takes = HoldingKind.Reference, Use = Use.Fault, Sleeps = true },
        new("get_user_pages_fast", [FilePage], "the same for one page, without locks; may find nothing", static async c => await c.Linux.Release.GetUserPages.Fast(c.Linux, c.File!, c.First))
        { IsIn = Scenario.HasFsDaxPages, Takes = HoldingKind.Reference, Use = Use.Walk },
        new("__gup_device_huge", [FileRange], "the same for pages under one huge entry: all or none", static async c => await c.Linux.Release.HugeEntries!.Fast(c.Linux, c.File!, c.First, c.Pages.Length))
        { IsIn = static r => Scenario.HasFsDaxPages(r) && r.HugeEntries is not null, Takes = HoldingKind.Reference, Use = Use.Walk },
        new("pin_user_pages", [FilePage], "pins a page of a mapped file, and faults where it must", static async c => await c.Linux.Release.GetUserPages.Slow(c.Linux, c.Current!, c.File!, c.First, Kernel.Page.PinBias))
        { IsIn = HasPins, Takes = HoldingKind.Pin, Use = Use.Fault, Sleeps = true },
        new("pin_user_pages_fast", [FilePage], "the same without locks; may find nothing", static async c => await c.Linux.Release.GetUserPages.Fast(c.Linux, c.File!, c.First, Kernel.Page.PinBias))
        { IsIn = HasPins, Takes = HoldingKind.Pin, Use = Use.Walk },
        new("unpin_user_page", [ArgumentKind.Page], "ends an I/O and drops a pin", Unpin)
        { IsIn = HasPins, Drops = HoldingKind.Pin },
        new("dax_iomap_fault", [FilePage], "the process touches a page of its mapping", static async c => await c.Linux.Release.DaxFault.Fault(c.Linux, c.Current!, c.File!, c.First))
        { IsIn = Scenario.HasFsDaxPages, Use = Use.Fault, Sleeps = true },
        new("write_fault", [FilePage], "the same by writing, which gives a hole its block", static async c => await c.Linux.Release.DaxFault.Fault(c.Linux, c.Current!, c.File!, c.First, isWrite: true))
        { IsIn = Scenario.HasFsDaxPages, Use = Use.Fault, Sleeps = true },
        new("dax_fault_cow_page", [FilePage], "the process writes to a private mapping", CopyOnWrite)
        { IsIn = Scenario.HasFsDaxPages, Use = Use.Copy, UsesCopy = true },
        new("read_copy", [FilePage], "it reads what it wrote there, if it got its copy", ReadCopy)
        { IsIn = Scenario.HasFsDaxPages, Use = Use.Copy, UsesCopy = true },
        new("dax_writeback_one", [FilePage], "fsync writes an entry back", static c => c.Linux.Release.DaxEntries.Writeback(c.Linux, c.Current!, c.File!, c.First))
        { IsIn = Scenario.HasFsDaxPages, Use = Use.Entry, Sleeps = true },
        new("dax_lock_page", [FilePage], "memory failure keeps the entry of a page locked for a moment", FailFilePage)
        { IsIn = static r => Scenario.HasFsDaxPages(r) && r.DaxEntries.LocksFailedPages, Use = Use.Entry, Sleeps = true },
        new("munmap", [ArgumentKind.File], "the process unmaps the file", static c => c.Linux.Release.DaxFault.Unmap(c.Linux, c.File!))
        { IsIn = Scenario.HasFsDaxPages, Use = Use.Remap },
        new("mmap", [ArgumentKind.File], "the process maps the file again, and touches nothing", static c => c.Linux.Release.DaxFault.Map(c.File!))
        { IsIn = Scenario.HasFsDaxPages, Use = Use.Remap },
        new("truncate", [ArgumentKind.File], "truncates the file to nothing; waits for pages in use", static c => c.Linux.Release.Truncate.Truncate(c.Linux, c.Current!, c.File!))
        { IsIn = Scenario.HasFsDaxPages, Use = Use.Layout, Waits = true, Sleeps = true },
        new("punch_hole", [FileRange], "frees some blocks; waits for pages in use", static c => c.Linux.Release.Truncate.PunchHole(c.Linux, c.Current!, c.File!, c.First, c.Last))
        { IsIn = Scenario.HasFsDaxPages, Use = Use.Layout, Waits = true, Sleeps = true },
        new("evict", [ArgumentKind.File], "the inode of an unmapped file goes; the file stays", static c => c.Linux.Release.Truncate.Evict(c.Linux, c.Current!, c.File!))
        { IsIn = Scenario.HasFsDaxPages, Use = Use.Evict, Waits = true, Sleeps = true },
        new("get_dev_pagemap", [ArgumentKind.Page], "takes a reference to the page map of a page; may find none", static async c => await c.Linux.Release.PagemapLookup.GetDevPagemap(c.Linux, c.Page))
        { IsIn = static r => r.Config.ZoneDevice, Takes = HoldingKind.Pgmap, Use = Use.Lookup },
        new("put_dev_pagemap", [ArgumentKind.Pgmap], "drops it", PutDevPagemap)
        { IsIn = static r => r.Config.ZoneDevice, Drops = HoldingKind.Pgmap },
        new("__bdev_dax_supported", [ArgumentKind.Page], "mount asks whether the device of a page can do DAX", static async c => await c.Linux.Release.DaxSupport.BdevDaxSupported(c.Linux, c.Page))
        { IsIn = static r => r.Config.ZoneDevice, Use = Use.Lookup },
        new("dev_pagemap_get_ops", [], "another driver wants the static key", GetKey)
        { IsIn = Scenario.HasManagedKey, Takes = HoldingKind.Key },
        new("dev_pagemap_put_ops", [], "it wants it no longer", PutKey)
        { IsIn = Scenario.HasManagedKey, Drops = HoldingKind.Key },
        new("bind", [ArgumentKind.Pgmap], "binds the device's driver, which maps its memory; may fail where faults are to be injected", static c => c.Device!.Bind())
        { IsIn = Scenario.HasDevicePages, Use = Use.Bind, Waits = true },
        new("unbind", [ArgumentKind.Pgmap], "unbinds it; waits for what the release waits for", static c => c.Device!.Unbind())
        { IsIn = Scenario.HasDevicePages, Use = Use.Unbind, Waits = true },
        new("allocate", [ArgumentKind.Page], "a driver takes a page off its free list; may find it in use", Allocate)
        { IsIn = Scenario.HasDevicePages, Takes = HoldingKind.Reference, Use = Use.Page },
        new("memory_failure", [ArgumentKind.Page], "looks at a private page by its frame number", static c => c.Linux.Release.PfnWalk.Look(c.Linux, c.Page))
        { IsIn = Scenario.HasDevicePages, Use = Use.Page },
        new("pci_alloc_p2pmem", [ArgumentKind.Pgmap], "takes a page of peer-to-peer memory from its pool, uses and frees it", UseP2P)
        { IsIn = static r => Scenario.HasDevicePages(r) && r.P2PDma.HasMemory, Use = Use.Lookup },
        new("p2pmem_alloc_mmap", [ArgumentKind.Pgmap], "a process maps a page of peer-to-peer memory, which may fail, and unmaps it", MapP2P)
        { IsIn = static r => Scenario.HasDevicePages(r) && r.P2PDma.MapsPages, Use = Use.Lookup, MapsP2P = true },
        new("handle_pte_fault", [ArgumentKind.Process], "the process uses its memory, which comes back from the device", static async c => await c.Linux.Release.PrivateFault.Access(c.Linux, c.Process!))
        { IsIn = Scenario.HasDevicePages, Use = Use.Process },
        new("migrate_to_device", [ArgumentKind.Process], "its driver moves the process's memory to the device", static c => c.Linux.Release.MigrateVma.ToDevice(c.Linux, c.Process!, c.Device!.Hmm!))
        { IsIn = Scenario.HasDevicePages, Use = Use.Process },
        new("migrate_to_ram", [ArgumentKind.Process], "its driver moves it back", static c => c.Linux.Release.MigrateVma.ToRam(c.Linux, c.Process!, null))
        { IsIn = Scenario.HasDevicePages, Use = Use.Process },
        new("zap", [ArgumentKind.Process], "the process gives its memory up", static c => c.Linux.Release.PrivateFault.Zap(c.Linux, c.Process!))
        { IsIn = Scenario.HasDevicePages, Use = Use.Zap },
        new("signal", [ArgumentKind.Signal], "tells others that this thread has come here", Give)
        { IsIn = Anywhere },
        new("wait", [ArgumentKind.Signal], "waits for a signal", Await)
        { IsIn = Anywhere, Waits = true },
    ];

    private static readonly ImmutableDictionary<string, Operation> s_byName = All.ToImmutableDictionary(operation => operation.Name);

    /// <summary>The operation of a name; null if there is none.</summary>
    public static Operation? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>The operation of a call.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public static Operation Of(Call call) => s_byName[call.Operation];

    private static bool Anywhere(Release release) => release is not null;

    private static bool HasPins(Release release) => Scenario.HasFsDaxPages(release) && release.Unpin.HasPins;

    private static async Routine PutPage(BootedCall c)
    {
        if (c.Holds(c.Page.UserReference))
        {
            await c.Linux.Machine.Pass($"I/O to {c.Page.Name}");
            c.Linux.Machine.Drop(c.Page.UserReference);
            await c.Linux.Release.PutPage.Put(c.Linux, c.Page);
        }
    }

    private static async Routine FolioPut(BootedCall c)
    {
        if (c.Holds(c.Page.UserReference))
        {
            await c.Linux.Machine.Pass($"I/O to {c.Page.Name}");
            c.Linux.Machine.Drop(c.Page.UserReference);
            await c.Linux.Release.PutPage.PutFolio(c.Linux, c.Page);
        }
    }

    private static async Routine ReleasePages(BootedCall c)
    {
        if (HeldOf(c) is { Length: > 0 } held)
        {
            await c.Linux.Machine.Pass($"I/O to {held[0].Name}");
            for (var i = 0; i < held.Length; i++)
            {
                c.Linux.Machine.Drop(held[i].UserReference);
            }

            await c.Linux.Release.ReleasePages.Release(c.Linux, held);
        }
    }

    private static ImmutableArray<Page> HeldOf(BootedCall c)
    {
        var held = ImmutableArray.CreateBuilder<Page>();
        foreach (var page in c.Pages)
        {
            if (c.Linux.Machine.Holds(page.UserReference) > held.Count(p => p == page))
            {
                held.Add(page);
            }
        }

        return held.ToImmutable();
    }

    private static async Routine KvmRelease(BootedCall c)
    {
        if (c.Holds(c.Page.UserReference))
        {
            await c.Linux.Release.Kvm.ReleasePfnClean(c.Linux, c.Page);
        }
    }

    private static async Routine GetPage(BootedCall c)
    {
        if (c.Holds(c.Page.UserReference) && await c.Linux.Release.GetUserPages.Grab.Take(c.Linux, c.Page, 1))
        {
            c.Page.Hold(1);
        }
    }

    private static async Routine GetUserPages(BootedCall c) =>
        await c.Linux.Release.GetUserPages.SlowMany(c.Linux, c.Current!, c.File!, c.First, c.Last - c.First + 1);

    private static async Routine Unpin(BootedCall c)
    {
        if (c.Holds(c.Page.PinReference))
        {
            await c.Linux.Machine.Pass($"I/O to {c.Page.Name}");
            c.Linux.Machine.Drop(c.Page.PinReference);
            await c.Linux.Release.Unpin.Unpin(c.Linux, c.Page);
        }
    }

    private static async Routine PutDevPagemap(BootedCall c)
    {
        if (c.Holds(c.Device!.Pgmap.Reference))
        {
            await c.Linux.Release.PagemapLookup.PutReference(c.Linux, c.Device.Pgmap);
        }
    }

    private static async Routine GetKey(BootedCall c)
    {
        await c.Linux.Release.ManagedKey.GetOps(c.Linux);
        c.Linux.Machine.Hold(c.Linux.KeyUse);
    }

    private static async Routine PutKey(BootedCall c)
    {
        await c.Linux.Machine.Pass("relies on devmap_managed_key");
        c.Linux.Machine.Drop(c.Linux.KeyUse);
        await c.Linux.Release.ManagedKey.PutOps(c.Linux);
    }

    // The driver's own books: it hands out what is on its free list.
    private static async Routine Allocate(BootedCall c)
    {
        if (await c.Page.InUse.CompareExchange(0, 1))
        {
            await c.Linux.Release.Hmm.Allocate(c.Linux, c.Page);
        }
    }

    private static async Routine CopyOnWrite(BootedCall c)
    {
        if (await c.Linux.Release.DaxFault.CopyOnWrite(c.Linux, c.File!, c.First) && !c.Holds(c.Copy!))
        {
            c.Linux.Machine.Hold(c.Copy!);
        }
    }

    private static async Routine ReadCopy(BootedCall c)
    {
        if (c.Holds(c.Copy!))
        {
            await c.Linux.Release.DaxFault.ReadPrivate(c.Linux, c.File!, c.First);
        }
    }

    private static async Routine FailFilePage(BootedCall c)
    {
        var entry = await c.Linux.Release.DaxEntries.LockPage(c.Current!, c.File!, c.First);
        if (entry != 0)
        {
            await c.Linux.Machine.Pass("unmaps the page");
            await c.Linux.Release.DaxEntries.Unlock(c.File!, c.First, entry);
        }
    }

    private static async Routine MapP2P(BootedCall c)
    {
        if (await c.Linux.Release.P2PDma.Map(c.Linux, c.Device!.P2P!, c.Mapping!))
        {
            await c.Linux.Release.P2PDma.Unmap(c.Linux, c.Mapping!);
        }
    }

    private static async Routine UseP2P(BootedCall c)
    {
        if (await c.Linux.Release.P2PDma.Alloc(c.Linux, c.Device!.P2P!) is { } page)
        {
            await c.Linux.Machine.Pass($"DMA to {page.Name}");
            await c.Linux.Release.P2PDma.Free(c.Device.P2P!, page);
        }
    }

    private static async Routine Give(BootedCall c) => await c.Signal!.Store(1, Interleave.Memory.MemoryOrder.Release);

    private static async Routine Await(BootedCall c) => await c.Signal!.Until(static (value, _) => value != 0);
}
