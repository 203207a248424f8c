using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Protocol.StaticKeys;

namespace PgmapCheck.Model.Protocol.Teardown;

/// <summary>
/// <c>devm_memremap_pages</c> and its release (kernel/memremap.c): gives device memory struct pages, and takes them
/// away.
/// </summary>
public record MemremapForm
{
    /// <summary>What it does itself; the driver does the rest.</summary>
    public TeardownDuties Duties { get; init; }

    /// <summary>Name of the device action that tears the page map down.</summary>
    public const string ReleaseAction = "devm_memremap_pages_release";

    /// <summary>Name of the device action that gives the static key back.</summary>
    public const string KeyAction = "devmap_managed_enable_put";

    /// <summary>The same form with a duty more. With <see cref="TeardownDuties.Kill"/> came another way to register the
    /// action.</summary>
    public MemremapForm With(TeardownDuties duties)
    {
        var replaced = (duties & TeardownDuties.Kill) != 0 ? TeardownDuties.AllocatesActionFirst : TeardownDuties.None;
        return this with { Duties = (Duties & ~replaced) | duties };
    }

    /// <summary>The same form without some duties.</summary>
    public MemremapForm Without(TeardownDuties duties) => this with { Duties = Duties & ~duties };

    /// <summary>True if the page map's setup and teardown have this duty, and not the driver.</summary>
    public bool Has(TeardownDuties duty) => (Duties & duty) != 0;

    /// <summary>True if <c>pgmap->ref</c> is its own, and no driver's.</summary>
    public bool Owns(Pgmap pgmap) =>
        Has(TeardownDuties.OwnsEveryReference) || (Has(TeardownDuties.OwnsReference) && pgmap.Type != MemoryType.FsDax);

    /// <summary>True if <c>pgmap->ref</c> is a pointer that setup and teardown of the page map write.</summary>
    public bool SetsPointer(Pgmap pgmap) => Has(TeardownDuties.PointsToReference) && Owns(pgmap);

    /// <summary>Declares what <c>pgmap->ref</c> of a page map is at first: to be called once for each.</summary>
    public void DeclareReference(Linux linux, Pgmap pgmap, bool isMapped)
    {
        if (SetsPointer(pgmap) && !isMapped)
        {
            linux.Machine.Preset(pgmap.RefPointer, -1); // NULL
        }
    }

    /// <summary>The device actions that <see cref="Map"/> registers, in this order.</summary>
    public IEnumerable<DevmAction> Actions(Linux linux, Pgmap pgmap)
    {
        if (TakesKey(pgmap) && KeyIsAnAction)
        {
            yield return new DevmAction(KeyAction, () => linux.ManagedKey.PutOps(linux));
        }

        yield return new DevmAction(ReleaseAction, () => Release(linux, pgmap));
    }

    /// <summary><c>devm_memremap_pages</c>; false if it failed, with everything undone.</summary>
    [KernelFunction("devm_memremap_pages", "kernel/memremap.c", "v4.18")]
    public virtual async Routine<bool> Map(Linux linux, Device device, Pgmap pgmap)
    {
        if (Has(TeardownDuties.ChecksOpsFirst) && pgmap.LacksPageFree)
        {
            return false; // -EINVAL
        }

        if (Has(TeardownDuties.AllocatesActionFirst) && await device.Fails("devres_alloc fails"))
        {
            return false;
        }

        if (!await SetReference(linux, pgmap))
        {
            return false;
        }

        if (TakesKey(pgmap))
        {
            if (pgmap.LacksPageFree)
            {
                return false; // devmap_managed_enable_get: -EINVAL
            }

            await linux.ManagedKey.GetOps(linux);
            if (KeyIsAnAction && !await device.AddActionOrReset(KeyAction))
            {
                return false; // and pgmap->ref stays as it is (docs/findings.md, KEY-ACTION-LEAK)
            }
        }

        await CountRanges(pgmap, 0);
        if (pgmap.Overlaps is not null && await Conflicts(linux, pgmap.Overlaps))
        {
            return (!Has(TeardownDuties.Kill) || Has(TeardownDuties.KillsOnConflict)) && await Abandon(linux, pgmap);
        }

        if (!await Publish(linux, pgmap))
        {
            return await Abandon(linux, pgmap);
        }

        if (await device.Fails("arch_add_memory fails"))
        {
            await Unpublish(linux, pgmap);
            return await Abandon(linux, pgmap);
        }

        await AddMemory(pgmap);
        await CountRanges(pgmap, 1);
        if (Has(TeardownDuties.Kill))
        {
            return await device.AddActionOrReset(ReleaseAction);
        }

        if (Has(TeardownDuties.AllocatesActionFirst))
        {
            await device.Add(ReleaseAction);
        }
        else
        {
            await device.AddAction(ReleaseAction); // the result is not looked at
        }

        return true;
    }

    /// <summary><c>devm_memremap_pages_release</c>; from v5.4 on <c>memunmap_pages</c>.</summary>
    [KernelFunction("devm_memremap_pages_release", "kernel/memremap.c", "v4.18")]
    protected virtual async Routine Release(Linux linux, Pgmap pgmap)
    {
        if (Has(TeardownDuties.Kill))
        {
            await Kill(pgmap);
        }

        await ReleasePages(linux, pgmap);
        if (Has(TeardownDuties.Wait))
        {
            await WaitForReferences(pgmap);
        }
        else if (await pgmap.Ref.TryGetLive())
        {
            linux.Warn("devm_memremap_pages_release", $"page map {pgmap.Name} is still live");
            await pgmap.Ref.Put();
        }

        for (var i = 0; Has(TeardownDuties.WaitsForPages) && i < pgmap.Pages.Count; i++)
        {
            await pgmap.Pages[i].RefCount.Cell.Until(static (count, free) => count == free, pgmap.Pages[i].FreeCount);
        }

        await RemoveMemory(pgmap);
        await Unpublish(linux, pgmap);
        if (Has(TeardownDuties.ExitsLast))
        {
            await pgmap.Ref.Exit();
        }

        await GiveKeyBack(linux, pgmap);
    }

    /// <summary>The page map lets go of its pages: one by one, or, once pages no longer hold it one by one, all at
    /// once.</summary>
    protected virtual async Routine ReleasePages(Linux linux, Pgmap pgmap)
    {
        if (!Has(TeardownDuties.DropsPagesAtOnce))
        {
            for (var i = 0; i < pgmap.Pages.Count; i++)
            {
                await linux.PutPage.Put(linux, pgmap.Pages[i]);
            }
        }
        else if (pgmap.PagesHoldIt)
        {
            await pgmap.Ref.Put(pgmap.Pages.Count);
        }
    }

    /// <summary>
    /// A failed setup leaves <c>pgmap->ref</c> dead from v5.0 on; before, the driver's own actions see to it.
    /// </summary>
    protected virtual async Routine<bool> Abandon(Linux linux, Pgmap pgmap)
    {
        if (Has(TeardownDuties.Kill))
        {
            await Kill(pgmap);
        }

        if (Has(TeardownDuties.Wait))
        {
            await WaitForReferences(pgmap);
        }

        if (Has(TeardownDuties.ExitsLast))
        {
            await pgmap.Ref.Exit();
        }

        await GiveKeyBack(linux, pgmap);
        await CountRanges(pgmap, 1); // as its driver set it
        return false;
    }

    private bool KeyIsAnAction => !Has(TeardownDuties.KeyLast);

    private bool TakesKey(Pgmap pgmap) => Has(TeardownDuties.Key) && pgmap.UsesKey;

    private async Routine GiveKeyBack(Linux linux, Pgmap pgmap)
    {
        if (KeyIsAnAction)
        {
            return;
        }

        if (TakesKey(pgmap))
        {
            await linux.ManagedKey.PutOps(linux);
        }
        else if (Has(TeardownDuties.KeyOfAnyType) && linux.Config.DevPagemapOps)
        {
            linux.Machine.Hold(linux.KeyUser); // of which this one is no user: what it gives back is another's
            await linux.ManagedKey.PutOps(linux);
        }
    }

    /// <summary>Initializes <c>pgmap->ref</c> of a page map that owns it. One that is set already is taken for its
    /// driver's; false if it is.</summary>
    protected virtual async Routine<bool> SetReference(Linux linux, Pgmap pgmap)
    {
        if (!Owns(pgmap))
        {
            return true;
        }

        if (SetsPointer(pgmap) && await pgmap.RefPointer.Load(MemoryOrder.Plain) != 0)
        {
            linux.Warn("devm_memremap_pages", $"{pgmap.Name} has no kill and cleanup for its reference");
            return false;
        }

        await pgmap.Ref.Init();
        if (SetsPointer(pgmap))
        {
            await pgmap.RefPointer.Store(1, MemoryOrder.Plain);
        }

        return true;
    }

    /// <summary>A page map whose range is its own finds nothing there, so the lookup is left out.</summary>
    protected virtual async Routine<bool> Conflicts(Linux linux, Pgmap other)
    {
        if (Has(TeardownDuties.AllocatesActionFirst))
        {
            return false; // v4.14 looks under the table's lock alone
        }

        if (await linux.PagemapLookup.GetDevPagemap(linux, other.Pages[0]) is not { } found)
        {
            return false;
        }

        await linux.PagemapLookup.PutReference(linux, found);
        return true;
    }

    /// <summary><c>dev_pagemap_kill</c>: nobody gets the page map any more.</summary>
    protected virtual Routine Kill(Pgmap pgmap) => Owns(pgmap) ? pgmap.Ref.Kill() : pgmap.Ops.Kill();

    /// <summary><c>dev_pagemap_cleanup</c>: waits until nobody holds the page map, and frees the reference unless that
    /// comes last.</summary>
    protected virtual async Routine WaitForReferences(Pgmap pgmap)
    {
        if (!Owns(pgmap))
        {
            await pgmap.Ops.Cleanup();
            return;
        }

        await pgmap.Ref.Released.Wait();
        if (!Has(TeardownDuties.ExitsLast))
        {
            await pgmap.Ref.Exit();
        }

        if (SetsPointer(pgmap))
        {
            await pgmap.RefPointer.Store(0, MemoryOrder.Plain);
        }
    }

    /// <summary><c>arch_add_memory</c>.</summary>
    [KernelFunction("arch_add_memory", "mm/memory_hotplug.c", "v4.18")]
    protected virtual async Routine AddMemory(Pgmap pgmap)
    {
        await pgmap.StructPages.Begin();
        for (var i = 0; i < pgmap.Pages.Count; i++)
        {
            await pgmap.Pages[i].RefCount.Set(pgmap.Pages[i].FreeCount);
            if (pgmap.PagesHoldIt)
            {
                await pgmap.Ref.Get();
            }
        }
    }

    /// <summary><c>arch_remove_memory</c>.</summary>
    [KernelFunction("arch_remove_memory", "mm/memory_hotplug.c", "v4.18")]
    protected virtual async Routine RemoveMemory(Pgmap pgmap) => await pgmap.StructPages.Free();

    /// <summary>
    /// <c>pgmap_radix_release</c>: readers that found the entry may still be trying to get a reference.
    /// </summary>
    [KernelFunction("pgmap_radix_release", "kernel/memremap.c", "v4.18")]
    protected virtual async Routine Unpublish(Linux linux, Pgmap pgmap)
    {
        await SetSlot(linux, pgmap, 0);
        await linux.Rcu.Synchronize();
    }

    /// <summary>Stores <c>pgmap->nr_range</c>, where that is done.</summary>
    protected virtual async Routine CountRanges(Pgmap pgmap, int count)
    {
        if (Has(TeardownDuties.CountsRanges))
        {
            await pgmap.RangeCount.Store(count, MemoryOrder.Plain);
        }
    }

    /// <summary>Puts the page map into the lookup structure; false if its addresses are refused there.</summary>
    protected virtual async Routine<bool> Publish(Linux linux, Pgmap pgmap)
    {
        if (pgmap.Overlaps is null || !Has(TeardownDuties.RefusesTaken))
        {
            await SetSlot(linux, pgmap, pgmap.Number);
            return true;
        }

        await linux.PgmapLock.Acquire();
        var isFree = await pgmap.Slot.CompareExchange(0, pgmap.Number);
        await linux.PgmapLock.Release();
        if (!isFree)
        {
            await linux.Rcu.Synchronize(); // pgmap_radix_release, of nothing
        }

        return isFree;
    }

    /// <summary>Stores a slot of the lookup structure under its lock.</summary>
    protected virtual async Routine SetSlot(Linux linux, Pgmap pgmap, int value)
    {
        await linux.PgmapLock.Acquire();
        await pgmap.Slot.Store(value, MemoryOrder.Release);
        await linux.PgmapLock.Release();
    }
}
