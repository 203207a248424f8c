using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DaxFiles;

/// <summary>
/// Locks, waits for and deletes the entries of a DAX file (fs/dax.c), under names of v5.0 and later. A task that was
/// woken for an entry either locks it, so that its unlocking wakes the next, or has to wake the next itself.
/// </summary>
public record DaxEntriesForm
{
    /// <summary>v5.13 (237388320dee): who deletes an entry wakes all who wait for it, because none of them can lock it
    /// any more.</summary>
    public bool WakesAllWhenDeleted { get; init; }

    /// <summary>v4.19 (c2a7d2a11552): memory failure locks the entry of a page.</summary>
    public bool LocksFailedPages { get; init; }

    /// <summary>v4.19-rc only: <c>dax_lock_mapping_entry</c> looks again without having dropped the i_pages lock
    /// (f52afc93cd01).</summary>
    public bool RetriesLocked { get; init; }

    /// <summary>
    /// Since the page cache is an XArray (v4.20), fsync passes over an entry that somebody has locked: its walk stands
    /// at the entry, and <c>xas_find_conflict</c>, which it would wait with, looks only at what comes behind
    /// (docs/findings.md, FSYNC-SKIP).
    /// </summary>
    public bool PassesOverLocked { get; init; }

    /// <summary><c>grab_mapping_entry</c>: the entry of an index, locked; an empty one if there was none. Returns it as
    /// it was before.</summary>
    [KernelFunction("grab_mapping_entry", "fs/dax.c", "v4.18")]
    public virtual async Routine<int> Grab(TaskStruct current, DaxFile file, int index)
    {
        await file.PagesLock.Acquire();
        var entry = await file.Entries[file.HeadOf(index)].Update(DaxEntry.Grab, file.EntryFlags, MemoryOrder.Plain);
        while (DaxEntry.IsLocked(entry))
        {
            await WaitForEntry(current, file, index, exclusive: true);
            entry = await file.Entries[file.HeadOf(index)].Update(DaxEntry.Grab, file.EntryFlags, MemoryOrder.Plain);
        }

        await file.PagesLock.Release();
        return entry == 0 ? DaxEntry.Empty | file.EntryFlags : entry;
    }

    /// <summary><c>dax_unlock_entry</c>: stores the entry without its lock and wakes who waits first.</summary>
    [KernelFunction("dax_unlock_entry", "fs/dax.c", "v5.0")]
    public virtual async Routine Unlock(DaxFile file, int index, int entry)
    {
        await file.PagesLock.Acquire();
        await file.Entries[file.HeadOf(index)].Store(entry, MemoryOrder.Plain);
        await file.PagesLock.Release();
        await file.EntryQueue.WakeEntry(file.EntryKey(index), all: false);
    }

    /// <summary>
    /// <c>get_unlocked_entry</c>: the entry of an index once nobody has it locked; 0 if there is none. The caller holds
    /// the i_pages lock, and has to lock the entry or call <see cref="PutUnlocked"/>.
    /// </summary>
    [KernelFunction("get_unlocked_entry", "fs/dax.c", "v5.0")]
    public virtual async Routine<int> GetUnlocked(TaskStruct current, DaxFile file, int index)
    {
        var entry = await file.Entries[file.HeadOf(index)].Load(MemoryOrder.Plain);
        while (DaxEntry.IsLocked(entry))
        {
            await WaitForEntry(current, file, index, exclusive: true);
            entry = await file.Entries[file.HeadOf(index)].Load(MemoryOrder.Plain);
        }

        return entry;
    }

    /// <summary><c>put_unlocked_entry</c>: passes on the wake-up of a task that did not lock the entry. An entry that
    /// has gone has no queue.</summary>
    [KernelFunction("put_unlocked_entry", "fs/dax.c", "v5.0")]
    public virtual async Routine PutUnlocked(DaxFile file, int index, int entry, bool all = false)
    {
        if (entry != 0)
        {
            await file.EntryQueue.WakeEntry(file.EntryKey(index), all);
        }
    }

    /// <summary>
    /// <c>dax_writeback_one</c>, for <c>fsync</c>: flushes the page of an index with its entry locked, unless it is
    /// clean. It needs no lock of the file.
    /// </summary>
    [KernelFunction("dax_writeback_one", "fs/dax.c", "v4.18")]
    public virtual async Routine Writeback(Linux linux, TaskStruct current, DaxFile file, int index)
    {
        await file.PagesLock.Acquire();
        var entry = await file.Entries[file.HeadOf(index)].Load(MemoryOrder.Plain);
        if (!DaxEntry.IsDirty(entry) || (PassesOverLocked && DaxEntry.IsLocked(entry)))
        {
            await file.PagesLock.Release();
            return;
        }

        if (DaxEntry.IsLocked(entry))
        {
            entry = await GetUnlocked(current, file, index);
            if (!DaxEntry.HasPage(entry))
            {
                await PutUnlocked(file, index, entry);
                await file.PagesLock.Release();
                return;
            }
        }

        await file.Entries[file.HeadOf(index)].Store(entry | DaxEntry.Locked, MemoryOrder.Plain);
        await file.PagesLock.Release();
        await linux.Machine.Pass("flushes the cache");
        await Unlock(file, index, entry | DaxEntry.Clean);
    }

    /// <summary>Takes an unlocked entry out of the page cache; the i_pages lock is held.</summary>
    public virtual async Routine Remove(Linux linux, DaxFile file, int index, int entry)
    {
        await linux.DaxAssociation.Disassociate(linux, file, file.HeadOf(index), entry);
        await file.Entries[file.HeadOf(index)].Store(0, MemoryOrder.Plain);
    }

    /// <summary>
    /// <c>__dax_invalidate_entry</c>: deletes the entry of an index once it is unlocked; false if there is none.
    /// </summary>
    [KernelFunction("__dax_invalidate_entry", "fs/dax.c", "v5.0")]
    public virtual async Routine<bool> Invalidate(Linux linux, TaskStruct current, DaxFile file, int index)
    {
        await file.PagesLock.Acquire();
        var entry = await GetUnlocked(current, file, index);
        if (entry != 0)
        {
            await Remove(linux, file, index, entry);
        }

        await PutUnlocked(file, index, entry, WakesAllWhenDeleted);
        await file.PagesLock.Release();
        return entry != 0;
    }

    /// <summary><c>dax_delete_mapping_entry</c>: the caller has seen an entry and keeps others from deleting
    /// it.</summary>
    [KernelFunction("dax_delete_mapping_entry", "fs/dax.c", "v4.18")]
    public virtual async Routine Delete(Linux linux, TaskStruct current, DaxFile file, int index)
    {
        if (!await Invalidate(linux, current, file, index))
        {
            linux.Warn("dax_delete_mapping_entry", $"{file.Entries[file.HeadOf(index)].Name} of {file.Name} has gone");
        }
    }

    /// <summary>
    /// <c>dax_lock_page</c>: locks the entry of a page that failed, so that its file does not go; 0 if there is none.
    /// It may never get the entry, so it does not wait exclusively.
    /// </summary>
    [KernelFunction("dax_lock_page", "fs/dax.c", "v5.0")]
    public virtual async Routine<int> LockPage(TaskStruct current, DaxFile file, int index)
    {
        await file.PagesLock.Acquire();
        var entry = await file.Entries[file.HeadOf(index)].Load(MemoryOrder.Plain);
        while (DaxEntry.IsLocked(entry))
        {
            await WaitForEntry(current, file, index, exclusive: false);
            if (RetriesLocked)
            {
                await file.PagesLock.Acquire();
            }

            entry = await file.Entries[file.HeadOf(index)].Load(MemoryOrder.Plain);
        }

        if (entry != 0)
        {
            await file.Entries[file.HeadOf(index)].Store(entry | DaxEntry.Locked, MemoryOrder.Plain);
        }

        await file.PagesLock.Release();
        return entry;
    }

    /// <summary>Queues under the i_pages lock, sleeps without it, and takes it again.</summary>
    public static async Routine WaitForEntry(TaskStruct current, DaxFile file, int index, bool exclusive)
    {
        await current.WaitKey.Store(file.EntryKey(index), MemoryOrder.Plain);
        await (
            exclusive
                ? file.EntryQueue.PrepareToWaitExclusive(current)
                : file.EntryQueue.PrepareToWait(current, TaskStruct.Uninterruptible)
        );
        await file.PagesLock.Release();
        await current.Schedule();
        await file.EntryQueue.FinishWait(current);
        await current.WaitKey.Store(0, MemoryOrder.Plain);
        await file.PagesLock.Acquire();
    }
}
