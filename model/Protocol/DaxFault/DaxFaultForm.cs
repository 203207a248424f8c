using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DaxFault;

/// <summary>A fault on a mapping of a DAX file (fs/dax.c @ v4.18): no page count changes when a page is mapped.</summary>
public class DaxFaultForm
{
    /// <summary><c>dax_iomap_fault</c>: maps the page behind an index; false (SIGBUS) if its block is gone.</summary>
    [KernelFunction("dax_iomap_fault", "fs/dax.c", "v4.18")]
    public virtual async Routine<bool> Fault(Linux linux, TaskStruct current, DaxFile file, int index)
    {
        await file.MmapSem.AcquireShared();
        var exists = await file.Blocks[index].Load() == 0;
        if (exists)
        {
            await InsertEntry(file, index);
            await file.PageTableLock.Acquire();
            await file.Ptes[index].Store(1);
            await file.PageTableLock.Release();
        }

        await file.MmapSem.ReleaseShared();
        return exists;
    }

    /// <summary><c>munmap</c>: clears the entries, then removes the mapping.</summary>
    [KernelFunction("munmap", "mm/mmap.c", "v4.18")]
    public virtual async Routine Unmap(DaxFile file)
    {
        for (var i = 0; i < file.Ptes.Length; i++)
        {
            await file.PageTableLock.Acquire();
            await file.Ptes[i].Store(0);
            await file.PageTableLock.Release();
        }

        await file.Mapped.Add(-1, MemoryOrder.Relaxed);
    }

    [KernelFunction("dax_insert_mapping_entry", "fs/dax.c", "v4.18")]
    private static async Routine InsertEntry(DaxFile file, int index)
    {
        await file.PagesLock.Acquire();
        await file.Entries[index].Store(1);
        await file.PagesLock.Release();
    }
}
