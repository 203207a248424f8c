using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DaxFiles;

/// <summary>A fault on a mapping of a DAX file (fs/dax.c @ v4.18).</summary>
public class DaxFaultForm
{
    /// <summary>
    /// <c>dax_iomap_fault</c>: maps the page behind an index, or the zero page for reading a hole; false (SIGBUS) if
    /// its block is gone.
    /// </summary>
    [KernelFunction("dax_iomap_fault", "fs/dax.c", "v4.18")]
    public virtual async Routine<bool> Fault(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        int index,
        bool isWrite = false
    )
    {
        await file.MmapSem.AcquireShared();
        var exists =
            await file.Blocks[index].Load() != DaxFile.Freed
            && !(linux.Code.ShutsFilesDown && await file.IsShutDown.Load() != 0);
        if (exists)
        {
            var entry = await linux.DaxEntries.Grab(current, file, index);
            if (file.ZeroPage is not null && !isWrite && await file.Blocks[index].Load() == DaxFile.Hole)
            {
                entry = await LoadHole(linux, file, index, entry);
            }
            else
            {
                await Allocate(file, index);
                entry = await InsertEntry(linux, file, index, entry);
                exists = await linux.Mappings.Insert(linux, file, index);
            }

            await linux.DaxEntries.Unlock(file, index, isWrite ? entry & ~DaxEntry.Clean : entry);
        }

        await file.MmapSem.ReleaseShared();
        return exists;
    }

    /// <summary>
    /// A write to a private mapping, which gets a copy of the page: of the one that is mapped, or else of the file's.
    /// False if the block is gone.
    /// </summary>
    public virtual async Routine<bool> CopyOnWrite(Linux linux, TaskStruct current, DaxFile file, int index)
    {
        while (true)
        {
            switch (await file.Ptes[index].Load())
            {
                case DaxFile.PrivateCopy: // perhaps another thread's of the process
                    return true;
                case 0:
                    if (!await CopyUnmapped(linux, current, file, index))
                    {
                        return false;
                    }

                    break;
                default:
                    await linux.Mappings.CopyMapped(linux, file, index);
                    break;
            }
        }
    }

    /// <summary><c>dax_fault_cow_page</c>, with its entry locked; false if the block is gone. What is mapped meanwhile
    /// stays, and the copy is given up.</summary>
    [KernelFunction("dax_fault_cow_page", "fs/dax.c", "v4.18")]
    protected virtual async Routine<bool> CopyUnmapped(Linux linux, TaskStruct current, DaxFile file, int index)
    {
        await file.MmapSem.AcquireShared();
        var exists = await file.Blocks[index].Load() != DaxFile.Freed;
        if (exists)
        {
            var entry = await linux.DaxEntries.Grab(current, file, index);
            linux.Machine.Hold(file.Pages[index].Copied);
            await file.PageTableLock.Acquire();
            await file.Ptes[index].CompareExchange(0, DaxFile.PrivateCopy);
            linux.Machine.Drop(file.Pages[index].Copied);
            await file.PageTableLock.Release();
            await linux.DaxEntries.Unlock(file, index, entry);
        }

        await file.MmapSem.ReleaseShared();
        return exists;
    }

    /// <summary>The process reads what it has written to its private copy.</summary>
    public virtual async Routine ReadPrivate(Linux linux, DaxFile file, int index)
    {
        if (await file.Ptes[index].Load() != DaxFile.PrivateCopy)
        {
            linux.Machine.Fail(KernelRules.PrivateCopiesStay, $"the private copy of {file.Pages[index].Name} has gone");
        }
    }

    /// <summary><c>mmap</c> of the file; pages are mapped when they are touched.</summary>
    [KernelFunction("mmap", "mm/mmap.c", "v4.18")]
    public virtual async Routine Map(DaxFile file) => await file.Mapped.Add(1, MemoryOrder.Relaxed);

    /// <summary><c>munmap</c>: clears the entries, then removes the mapping.</summary>
    [KernelFunction("munmap", "mm/mmap.c", "v4.18")]
    public virtual async Routine Unmap(Linux linux, DaxFile file)
    {
        for (var i = 0; i < file.Ptes.Length; i += file.PagesPerEntry)
        {
            await linux.Mappings.Zap(linux, file, i, evenCows: true);
        }

        await file.Mapped.Add(-1, MemoryOrder.Relaxed);
    }

    /// <summary><c>dax_insert_mapping_entry</c>: an entry that has the page already stays as it is. Returns the entry
    /// without its lock.</summary>
    [KernelFunction("dax_insert_mapping_entry", "fs/dax.c", "v4.18")]
    protected virtual async Routine<int> InsertEntry(Linux linux, DaxFile file, int index, int entry)
    {
        if (DaxEntry.HasPage(entry) && !file.IsShared)
        {
            return entry;
        }

        var head = file.HeadOf(index);
        if ((entry & DaxEntry.Zero) != 0 || file.IsShared)
        {
            await UnmapOld(linux, file, head); // what is mapped there now
        }

        return await Replace(linux, file, head, entry, DaxEntry.Of(file.Pages[head], file.EntryFlags));
    }

    /// <summary><c>dax_load_hole</c>: an entry for the zero page, and a mapping of it.</summary>
    [KernelFunction("dax_load_hole", "fs/dax.c", "v4.18")]
    protected virtual async Routine<int> LoadHole(Linux linux, DaxFile file, int index, int entry)
    {
        var head = file.HeadOf(index);
        var zero = DaxEntry.Of(file.ZeroPage!, file.EntryFlags | DaxEntry.Zero);
        var inserted = (entry & DaxEntry.Empty) == 0 ? entry : await Replace(linux, file, head, entry, zero);
        await file.PageTableLock.Acquire();
        await file.Ptes[head].CompareExchange(0, DaxFile.ZeroPte);
        await file.PageTableLock.Release();
        return inserted;
    }

    /// <summary>Allocates blocks for the holes of an entry.</summary>
    protected virtual async Routine Allocate(DaxFile file, int index)
    {
        for (var i = file.HeadOf(index); file.ZeroPage is not null && i < file.HeadOf(index) + file.PagesPerEntry; i++)
        {
            await file.Blocks[i].CompareExchange(DaxFile.Hole, DaxFile.Allocated);
        }
    }

    /// <summary>Takes away what the page table had for the entry that is replaced.</summary>
    protected virtual async Routine UnmapOld(Linux linux, DaxFile file, int head)
    {
        if (await file.Ptes[head].Load() != DaxFile.ZeroPte)
        {
            await linux.Mappings.Zap(linux, file, head, evenCows: false);
            return;
        }

        await file.PageTableLock.Acquire();
        await file.Ptes[head].Store(0, MemoryOrder.Full); // and the flush
        await file.PageTableLock.Release();
    }

    /// <summary>Puts an entry in the place of another.</summary>
    protected virtual async Routine<int> Replace(Linux linux, DaxFile file, int head, int old, int inserted)
    {
        await file.PagesLock.Acquire();
        await linux.DaxAssociation.Disassociate(linux, file, head, old);
        await linux.DaxAssociation.Associate(linux, file, head, inserted, file.IsShared);
        await file.Entries[head].Store(inserted | DaxEntry.Locked, MemoryOrder.Plain);
        await file.PagesLock.Release();
        return inserted;
    }
}
