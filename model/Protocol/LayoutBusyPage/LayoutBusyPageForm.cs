using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.LayoutBusyPage;

/// <summary>Finds a page of a DAX file that someone still holds (fs/dax.c @ v4.18).</summary>
public abstract class LayoutBusyPageForm
{
    /// <summary>
    /// <c>dax_layout_busy_page</c>: unmaps the file, so that nobody can take new references, and returns the first page
    /// that is held, without a reference to it.
    /// </summary>
    [KernelFunction("dax_layout_busy_page", "fs/dax.c", "v4.18")]
    public async Routine<Page?> Find(Linux linux, DaxFile file)
    {
        if (linux.Release.Config.FsDaxLimited || await MaySkip(file))
        {
            return null;
        }

        await UnmapMapping(file);
        for (var i = 0; i < file.Pages.Length; i++)
        {
            if (await IsBusy(file, i))
            {
                return file.Pages[i];
            }
        }

        return null;
    }

    /// <summary>Whether the file need not be looked at.</summary>
    protected abstract Routine<bool> MaySkip(DaxFile file);

    /// <summary><c>unmap_mapping_range</c>: clears the entries of all mappings.</summary>
    [KernelFunction("unmap_mapping_range", "mm/memory.c", "v4.18")]
    protected virtual async Routine UnmapMapping(DaxFile file)
    {
        for (var i = 0; i < file.Ptes.Length; i++)
        {
            await file.PageTableLock.Acquire();
            await file.Ptes[i].Store(0);
            await file.PageTableLock.Release();
        }
    }

    /// <summary><c>dax_busy_page</c>: somebody holds the page at an index.</summary>
    [KernelFunction("dax_busy_page", "fs/dax.c", "v4.18")]
    protected virtual async Routine<bool> IsBusy(DaxFile file, int index)
    {
        await file.PagesLock.Acquire();
        var busy = await file.Entries[index].Load() != 0
            && await file.Pages[index].RefCount.Read() > file.Pages[index].IdleCount;
        await file.PagesLock.Release();
        return busy;
    }
}
