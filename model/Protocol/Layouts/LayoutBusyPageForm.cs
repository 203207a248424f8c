using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;

namespace PgmapCheck.Model.Protocol.Layouts;

/// <summary>Finds a page of a DAX file that someone still holds, and deletes the entries of a file where nobody does
/// (fs/dax.c).</summary>
public record LayoutBusyPageForm
{
    /// <summary>v6.15 (cee91fa13a8e): a page can be held although nothing maps its file any more.</summary>
    public bool LooksAtUnmappedFiles { get; init; }

    /// <summary>v5.3 (d75996dd022b): private copies of pages stay mapped.</summary>
    public bool KeepsPrivateCopies { get; init; }

    /// <summary>v4.19 (d7782145e1ad): the walk goes on behind all indices that an entry stands for.</summary>
    public bool StepsOverEntries { get; init; }

    /// <summary>What the walk does with a locked entry.</summary>
    public LockedEntries LockedEntries { get; init; }

    /// <summary>
    /// <c>dax_layout_busy_page_range</c>, before v5.10 <c>dax_layout_busy_page</c>: unmaps the indices from first to
    /// last, so that nobody can take new references, and returns the first page that is held, without a reference to
    /// it.
    /// </summary>
    [KernelFunction("dax_layout_busy_page", "fs/dax.c", "v4.18")]
    public virtual async Routine<Page?> Find(Linux linux, TaskStruct current, DaxFile file, int first, int last)
    {
        if (linux.Config.FsDaxLimited || (!LooksAtUnmappedFiles && await file.Mapped.Load() == 0))
        {
            return null;
        }

        await UnmapMapping(linux, file, first, last);
        var index = first;
        while (index <= last)
        {
            await file.PagesLock.Acquire();
            var position = await LoadUnlocked(current, file, file.HeadOf(index));
            var busy = await BusyPage(file, position);
            await linux.DaxEntries.PutUnlocked(file, position.Index, position.Entry);
            await file.PagesLock.Release();
            if (busy is not null)
            {
                return busy;
            }

            index = Next(file, index, position);
        }

        return null;
    }

    /// <summary><c>dax_delete_mapping_range</c>: the entries of pages that nobody holds.</summary>
    [KernelFunction("dax_delete_mapping_range", "fs/dax.c", "v6.15")]
    public async Routine DeleteRange(Linux linux, TaskStruct current, DaxFile file, int first, int last)
    {
        var index = first;
        while (index <= last)
        {
            await file.PagesLock.Acquire();
            var position = await LoadUnlocked(current, file, file.HeadOf(index));
            if (position.Entry != 0)
            {
                await linux.DaxEntries.Remove(linux, file, position.Index, position.Entry);
                await linux.DaxEntries.PutUnlocked(file, position.Index, position.Entry, all: true);
            }

            await file.PagesLock.Release();
            index = Next(file, index, position);
        }
    }

    /// <summary><c>unmap_mapping_range</c>: clears the page table entries of all mappings.</summary>
    [KernelFunction("unmap_mapping_range", "mm/memory.c", "v4.18")]
    protected virtual async Routine UnmapMapping(Linux linux, DaxFile file, int first, int last)
    {
        for (var i = file.HeadOf(first); i <= last; i += file.PagesPerEntry)
        {
            await linux.Mappings.Zap(linux, file, i, !KeepsPrivateCopies);
        }
    }

    /// <summary><c>dax_busy_page</c>: the first page of an entry that somebody holds; a hole has none.</summary>
    [KernelFunction("dax_busy_page", "fs/dax.c", "v4.18")]
    protected virtual async Routine<Page?> BusyPage(DaxFile file, EntryPosition position)
    {
        if (!DaxEntry.HasPage(position.Entry))
        {
            return null;
        }

        for (var i = position.Index; i < position.Index + file.PagesPerEntry; i++)
        {
            var page = file.Pages[i];
            var count = await page.RefCount.Read();
            if (page.CountsMappings)
            {
                // The references of a compound page are counted at its head, and mappings are references.
                return count - await page.MapCount.Load() != 0 ? page : null;
            }

            if (count > page.IdleCount)
            {
                return page;
            }
        }

        return null;
    }

    /// <summary>The entry of an index, or of one further on, once it is unlocked. The i_pages lock is held.</summary>
    protected virtual async Routine<EntryPosition> LoadUnlocked(TaskStruct current, DaxFile file, int index)
    {
        var at = index;
        var entry = await file.Entries[at].Load(MemoryOrder.Plain);
        while (DaxEntry.IsLocked(entry))
        {
            if (LockedEntries == LockedEntries.Skips)
            {
                return new EntryPosition(at, 0);
            }

            await DaxEntriesForm.WaitForEntry(current, file, at, exclusive: true);
            at += LockedEntries == LockedEntries.WaitsAndAdvances ? file.PagesPerEntry : 0;
            entry = at < file.Entries.Length ? await file.Entries[at].Load(MemoryOrder.Plain) : 0;
        }

        return new EntryPosition(at, entry);
    }

    // Without StepsOverEntries the next lookup starts inside a large entry, and finds it again.
    private int Next(DaxFile file, int index, EntryPosition position) =>
        StepsOverEntries || position.Entry == 0
            ? Math.Max(index, position.Index) + file.PagesPerEntry
            : position.Index + 1;
}

/// <summary>What a walk over a file's entries does with one that somebody has locked.</summary>
public enum LockedEntries
{
    /// <summary>v4.18, and v6.16 again (dd59137bfe70): it waits and looks at the same index again.</summary>
    Waits,

    /// <summary>
    /// v4.20 to v6.14 (the XArray conversion): it asks for a conflicting entry with an iterator that stands on this one
    /// already, and so passes it over (commit message of 6be3e21d25ca).
    /// </summary>
    Skips,

    /// <summary>v6.15 (6be3e21d25ca): it waits, but lets the iterator advance, and goes on with the entry of the next
    /// index.</summary>
    WaitsAndAdvances,
}

/// <summary>Where a walk over a file's entries stands.</summary>
/// <param name="Index">The first index that the entry stands for.</param>
/// <param name="Entry">The entry, which nobody has locked; 0 for none.</param>
public readonly record struct EntryPosition(int Index, int Entry);
