using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;

namespace PgmapCheck.Model.Protocol.PrivateMemory;

/// <summary>
/// Moves a page of anonymous memory to a device or back (mm/migrate.c @ v4.14, mm/migrate_device.c @ v5.18). A
/// migration entry takes the place of the mapping; the page moves if nobody else holds it.
/// </summary>
public record MigrateVmaForm
{
    /// <summary>How others wait for the end of a migration.</summary>
    public MigrationWait Wait { get; init; }

    /// <summary>
    /// True from v5.11 to v6.13: a page of ordinary memory goes to an LRU list at the end although it is to be freed,
    /// and the list complains about a page that belongs to no memory cgroup.
    /// </summary>
    public bool ListsFreedPages { get; init; }

    /// <summary>True from v6.7 on: the old page no longer belongs to its memory cgroup once the new one does.</summary>
    public bool MovesCharge { get; init; }

    /// <summary>Moves the address's page, or nothing if there is none yet, to a page of the device.</summary>
    public virtual async Routine ToDevice(Linux linux, AddressSpace mm, HmmDevice device)
    {
        var source = await Collect(linux, mm, PteKind.Present, null);
        if (source is not null)
        {
            var target = await IsUnpinned(linux, source, false) ? await linux.Hmm.TryAllocate(linux, device) : null;
            await Finish(linux, mm, source, target, false);
        }
        else if (await mm.Entry.Load() == 0 && await linux.Hmm.TryAllocate(linux, device) is { } page)
        {
            await InsertPage(linux, mm, page);
            await linux.PrivateFault.Unlock(page);
            await linux.PutPage.PutReference(linux, page);
        }
    }

    /// <summary>Moves the address's page from a device to ordinary memory, because the driver wants that or because of
    /// a fault.</summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="mm">The address.</param>
    /// <param name="fault">The page that the faulting thread holds: it counts that reference. Null if it holds
    /// none.</param>
    public virtual async Routine ToRam(Linux linux, AddressSpace mm, Page? fault)
    {
        if (await Collect(linux, mm, PteKind.DevicePrivate, fault) is not { } source)
        {
            return;
        }

        var target = await IsUnpinned(linux, source, fault == source) ? await AllocateRam(linux, mm) : null;
        await Finish(linux, mm, source, target, fault == source);
    }

    /// <summary><c>migration_entry_wait</c>: until whoever moves the page has replaced the entry.</summary>
    [KernelFunction("migration_entry_wait", "mm/migrate.c", "v4.14")]
    public async Routine EntryWait(Linux linux, AddressSpace mm)
    {
        if (Wait is MigrationWait.TakesNoReference)
        {
            linux.Atomic.MightSleep("migration_entry_wait()");
            await mm.Entry.Until(static (entry, _) => AddressSpace.KindOf(entry) is not PteKind.Migration);
            return;
        }

        await mm.PageTableLock.Acquire();
        var entry = await mm.Entry.Load(MemoryOrder.Plain);
        if (AddressSpace.KindOf(entry) is not PteKind.Migration || !await mm.PageOf(entry).RefCount.IncNotZero())
        {
            await mm.PageTableLock.Release();
            return;
        }

        var page = mm.PageOf(entry);
        linux.Machine.Hold(page.UserReference);
        await mm.PageTableLock.Release();
        linux.Atomic.MightSleep("migration_entry_wait()");
        if (Wait is MigrationWait.KeepsReference)
        {
            await page.Lock.Word.Until(static (word, _) => word == 0);
            await linux.PutPage.PutReference(linux, page);
        }
        else
        {
            await linux.PutPage.PutReference(linux, page); // in put_and_wait_on_page_locked
            await mm.Entry.Until(static (now, before) => now != before, entry);
        }
    }

    /// <summary>
    /// <c>migrate_vma_collect_pmd</c>: under the page table lock, the migration takes over the reference of the
    /// mapping.
    /// </summary>
    [KernelFunction("migrate_vma_collect_pmd", "mm/migrate.c", "v4.14")]
    protected virtual async Routine<Page?> Collect(Linux linux, AddressSpace mm, PteKind kind, Page? fault)
    {
        await mm.PageTableLock.Acquire();
        var entry = await mm.Entry.Load(MemoryOrder.Plain);
        if (AddressSpace.KindOf(entry) != kind)
        {
            await mm.PageTableLock.Release();
            return null;
        }

        var page = mm.PageOf(entry);
        if (!IsLockedBy(linux, page, fault) && !await page.Lock.TryAcquire())
        {
            await mm.PageTableLock.Release();
            return null;
        }

        await mm.Entry.Store(AddressSpace.Encode(page, PteKind.Migration));
        linux.Machine.Hold(page.UserReference);
        await linux.PrivateFault.NoteLocked(page);
        await mm.PageTableLock.Release();
        return page;
    }

    /// <summary>
    /// <c>migrate_vma_check_page</c>: up to v5.16 it takes every private page; later it still allows for the extra
    /// reference that free device pages had up to v5.17.
    /// </summary>
    [KernelFunction("migrate_vma_check_page", "mm/migrate.c", "v4.14")]
    protected virtual async Routine<bool> IsUnpinned(Linux linux, Page page, bool isFaultPage)
    {
        if (page.Pgmap is null)
        {
            return await page.RefCount.Read() <= 1;
        }

        return Wait is not MigrationWait.TakesNoReference || await page.RefCount.Read() - (isFaultPage ? 3 : 2) <= 0;
    }

    /// <summary><c>migrate_vma_pages</c> and <c>migrate_vma_finalize</c>.</summary>
    protected virtual async Routine Finish(Linux linux, AddressSpace mm, Page source, Page? target, bool isFaultPage)
    {
        var moves = target is not null && await MoveMapping(mm, source, target, isFaultPage);
        await RemoveMigrationEntry(linux, mm, source, moves ? target! : source);
        if (!IsLockedBy(linux, source, isFaultPage ? source : null))
        {
            await linux.PrivateFault.Unlock(source);
        }

        await PutBack(linux, source, isCharged: !(moves && MovesCharge));
        if (target is not null)
        {
            await linux.PrivateFault.Unlock(target);
            await PutBack(linux, target, isCharged: moves);
        }
    }

    /// <summary><c>migrate_page_move_mapping</c>: the page moves only if all its references are accounted
    /// for.</summary>
    [KernelFunction("migrate_page_move_mapping", "mm/migrate.c", "v4.14")]
    protected virtual async Routine<bool> MoveMapping(AddressSpace mm, Page source, Page target, bool isFaultPage)
    {
        if (await source.RefCount.Read() != source.IdleCount + (isFaultPage ? 2 : 1))
        {
            return false;
        }

        // Nobody looks at the mapping of ordinary memory here.
        if (target.Pgmap is not null)
        {
            await target.Mapping.Store(mm.Number, MemoryOrder.Plain);
        }

        return true;
    }

    /// <summary><c>remove_migration_pte</c>: the new page is mapped, unless the address was unmapped in the
    /// meantime.</summary>
    [KernelFunction("remove_migration_pte", "mm/migrate.c", "v4.14")]
    protected virtual async Routine RemoveMigrationEntry(Linux linux, AddressSpace mm, Page source, Page mapped)
    {
        await mm.PageTableLock.Acquire();
        if (await mm.Entry.Load(MemoryOrder.Plain) == AddressSpace.Encode(source, PteKind.Migration))
        {
            await MapAgain(linux, mm, source, mapped);
        }

        await mm.PageTableLock.Release();
    }

    /// <summary>Puts the mapping of a page, with a reference to it, in the place of the migration entry.</summary>
    protected static async Routine MapAgain(Linux linux, AddressSpace mm, Page source, Page mapped)
    {
        await mapped.RefCount.Inc();
        var old = await mm.Entry.Exchange(AddressSpace.MappingOf(mapped));
        if (old != AddressSpace.Encode(source, PteKind.Migration))
        {
            linux.Machine.Fail(
                KernelRules.MigrationsReplace,
                $"{mapped.Name} is mapped where {mm.Entry.Name} is {mm.Entry.Format(old)}"
            );
        }
    }

    /// <summary>
    /// <c>migrate_vma_insert_page</c>: device memory for an address that has none. The page is taken for one that is
    /// mapped already if it has a mapping.
    /// </summary>
    [KernelFunction("migrate_vma_insert_page", "mm/migrate.c", "v4.14")]
    protected virtual async Routine InsertPage(Linux linux, AddressSpace mm, Page page)
    {
        await linux.Machine.Barrier(MemoryBarrier.Write); // in __SetPageUptodate, before set_pte_at
        await mm.PageTableLock.Acquire();
        if (await mm.Entry.Load(MemoryOrder.Plain) == 0)
        {
            if (await page.Mapping.Load(MemoryOrder.Plain) == 0)
            {
                await page.Mapping.Store(mm.Number, MemoryOrder.Plain);
            }

            await page.RefCount.Inc();
            await mm.Entry.Store(AddressSpace.MappingOf(page));
        }

        await mm.PageTableLock.Release();
    }

    /// <summary><c>alloc_page</c> and <c>lock_page</c>; null if there is no memory.</summary>
    protected static async Routine<Page?> AllocateRam(Linux linux, AddressSpace mm)
    {
        for (var i = 0; i < mm.Ram.Length; i++)
        {
            if (await mm.Ram[i].Memory.Alive.CompareExchange(0, 1, MemoryOrder.Full, "alloc_page"))
            {
                await mm.Ram[i].RefCount.Set(1);
                linux.Machine.Hold(mm.Ram[i].UserReference);
                await mm.Ram[i].Lock.Acquire();
                return mm.Ram[i];
            }
        }

        return null;
    }

    /// <summary><c>putback_lru_page</c> for ordinary memory, <c>put_page</c> for a device's.</summary>
    protected virtual async Routine PutBack(Linux linux, Page page, bool isCharged)
    {
        if (ListsFreedPages && page.Pgmap is null)
        {
            await linux.Machine.Pass($"{page.Name} goes to an LRU list");
            if (!isCharged)
            {
                linux.Warn("folio_lruvec", $"{page.Name} belongs to no memory cgroup");
            }
        }

        await linux.PutPage.PutReference(linux, page);
    }

    private static bool IsLockedBy(Linux linux, Page page, Page? fault) =>
        page == fault && linux.PrivateFault.HoldsLock;
}

/// <summary>What a thread that meets a migration entry holds while it waits.</summary>
public enum MigrationWait
{
    /// <summary>Up to v4.20: a reference to the page that is moved.</summary>
    KeepsReference,

    /// <summary>v5.0 to v5.16 (9a1ea439b16b): it drops the reference once it is in the wait queue.</summary>
    DropsReference,

    /// <summary>v5.17 (ffa65753c431): none, because whoever moves the page holds it until the entry is gone.</summary>
    TakesNoReference,
}
