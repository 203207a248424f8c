using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DaxFiles;

/// <summary>
/// <c>page->mapping</c> of DAX pages: which file a page belongs to (fs/dax.c @ v4.18). It changes with the entry of the
/// page, under the i_pages lock of that file.
/// </summary>
public record DaxAssociationForm
{
    /// <summary>v6.0: two files can share a block, and with it a page (reflink).</summary>
    public virtual bool SharesPages => false;

    /// <summary>v6.15: the pages of an entry are one folio, which is associated as a whole.</summary>
    public virtual bool AssociatesFolios => false;

    /// <summary><c>dax_associate_entry</c>: an entry that stands for no page of the file has nothing to
    /// associate.</summary>
    [KernelFunction("dax_associate_entry", "fs/dax.c", "v4.18")]
    public async Routine Associate(Linux linux, DaxFile file, int index, int entry, bool shared)
    {
        for (var i = index; DaxEntry.HasPage(entry) && i < index + Folios(file); i++)
        {
            await Associate(linux, file, file.Pages[i], shared);
        }
    }

    /// <summary>
    /// <c>dax_disassociate_entry</c>. Its warning of a page in use is left out: it would end executions before what it
    /// warns of (docs/model.md).
    /// </summary>
    [KernelFunction("dax_disassociate_entry", "fs/dax.c", "v4.18")]
    public virtual async Routine Disassociate(Linux linux, DaxFile file, int index, int entry)
    {
        for (var i = index; DaxEntry.HasPage(entry) && i < index + Folios(file); i++)
        {
            await Disassociate(linux, file, file.Pages[i]);
        }
    }

    /// <summary>How many pages of an entry have a file of their own: all, or the first for all.</summary>
    private int Folios(DaxFile file) => AssociatesFolios ? 1 : file.PagesPerEntry;

    /// <summary>The page belongs to the file from now on.</summary>
    protected virtual async Routine Associate(Linux linux, DaxFile file, Page page, bool shared)
    {
        if (await page.Mapping.Load(MemoryOrder.Plain) != 0)
        {
            linux.Warn("dax_associate_entry", $"{page.Name} belongs to a file already");
        }

        await page.Mapping.Store(file.Number, MemoryOrder.Plain);
    }

    /// <summary>The page no longer belongs to the file.</summary>
    protected virtual async Routine Disassociate(Linux linux, DaxFile file, Page page)
    {
        var mapping = await page.Mapping.Load(MemoryOrder.Plain);
        if (mapping != 0 && mapping != file.Number)
        {
            linux.Warn("dax_disassociate_entry", $"{page.Name} belongs to another file");
        }

        await page.Mapping.Store(0, MemoryOrder.Plain);
    }
}

/// <summary>v6.0 and v6.1: files can share a page, and only a write to a shared block says so, which has a copy of
/// its own by then (<c>dax_fault_is_cow</c>). Whoever else comes to a page that another file has is warned
/// of.</summary>
public sealed record CountsCopies : DaxAssociationForm
{
    /// <inheritdoc/>
    public override bool SharesPages => true;
}

/// <summary>
/// v6.15 (38607c62b34b): a folio that several files share belongs to none of them and counts them in
/// <c>folio->share</c>. The count is read and written in two steps, under the i_pages locks of different files.
/// </summary>
public record CountsSharers : DaxAssociationForm
{
    /// <summary>In v6.15-rc: the entry of a hole is disassociated like any other (98c183a4fccf).</summary>
    public bool TouchesZeroPage { get; init; }

    /// <summary>In no kernel: associations of a page change under a lock of its own (docs/findings.md,
    /// SHARE-RACE).</summary>
    public bool LocksPage { get; init; }

    /// <inheritdoc/>
    public override bool SharesPages => true;

    /// <inheritdoc/>
    public override bool AssociatesFolios => true;

    /// <inheritdoc/>
    public override async Routine Disassociate(Linux linux, DaxFile file, int index, int entry)
    {
        if (TouchesZeroPage && (entry & DaxEntry.Zero) != 0)
        {
            await Split(linux, file, linux.Pages[DaxEntry.PageNumber(entry) - 1]);
        }

        await base.Disassociate(linux, file, index, entry);
    }

    /// <inheritdoc/>
    protected override async Routine Associate(Linux linux, DaxFile file, Page page, bool shared)
    {
        await Lock(page);
        await AssociateLocked(linux, file, page, shared);
        await Unlock(page);
    }

    /// <summary>The page belongs to the file, too.</summary>
    protected virtual async Routine AssociateLocked(Linux linux, DaxFile file, Page page, bool shared)
    {
        var mapping = await page.Mapping.Load(MemoryOrder.Plain);
        if (shared && (mapping != 0 || await page.Share.Load(MemoryOrder.Plain) != 0))
        {
            if (mapping != 0)
            {
                await page.Mapping.Store(0, MemoryOrder.Plain);
                await page.Share.Store(1, MemoryOrder.Plain);
            }

            await CountSharer(page);
        }
        else
        {
            await base.Associate(linux, file, page, shared);
        }
    }

    /// <summary>One file more.</summary>
    protected static async Routine CountSharer(Page page)
    {
        var share = await page.Share.Load(MemoryOrder.Plain);
        await page.Share.Store(share + 1, MemoryOrder.Plain);
    }

    /// <summary><c>dax_folio_put</c>: the last file takes a compound page apart.</summary>
    [KernelFunction("dax_folio_put", "fs/dax.c", "v6.15")]
    protected override async Routine Disassociate(Linux linux, DaxFile file, Page page)
    {
        await Lock(page);
        await DisassociateLocked(linux, file, page);
        await Unlock(page);
    }

    /// <summary>The page belongs to one file less.</summary>
    protected virtual async Routine DisassociateLocked(Linux linux, DaxFile file, Page page)
    {
        var isLast = true;
        if (await page.Mapping.Load(MemoryOrder.Plain) == 0 && await page.Share.Load(MemoryOrder.Plain) != 0)
        {
            var share = await page.Share.Load(MemoryOrder.Plain);
            await page.Share.Store(share - 1, MemoryOrder.Plain);
            isLast = share == 1;
        }

        if (isLast)
        {
            await page.Mapping.Store(0, MemoryOrder.Plain);
            await Split(linux, file, page);
        }
    }

    private static async Routine Split(Linux linux, DaxFile file, Page page)
    {
        if (file.PagesPerEntry > 1 && await page.RefCount.Read() != 0)
        {
            linux.Warn("dax_folio_put", $"a part of {page.Name} is in use");
        }
    }

    private async Routine Lock(Page page)
    {
        if (LocksPage)
        {
            await page.AssociationLock.Acquire();
        }
    }

    private async Routine Unlock(Page page)
    {
        if (LocksPage)
        {
            await page.AssociationLock.Release();
        }
    }
}

/// <summary>
/// v6.2 to v6.14 (16900426586032): the same with a mark in <c>page->mapping</c> while files share the page, for each
/// page of an entry.
/// </summary>
public sealed record MarksSharers : CountsSharers
{
    /// <inheritdoc/>
    public override bool AssociatesFolios => false;

    /// <summary><c>dax_page_share_get</c>.</summary>
    [KernelFunction("dax_associate_entry", "fs/dax.c", "v6.2")]
    protected override async Routine AssociateLocked(Linux linux, DaxFile file, Page page, bool shared)
    {
        var mapping = await page.Mapping.Load(MemoryOrder.Plain);
        if (!shared)
        {
            if (mapping != 0)
            {
                linux.Warn("dax_associate_entry", $"{page.Name} belongs to a file already");
            }

            await page.Mapping.Store(file.Number, MemoryOrder.Plain);
            return;
        }

        if (mapping != Page.SharedMapping)
        {
            if (mapping != 0)
            {
                await page.Share.Store(1, MemoryOrder.Plain);
            }

            await page.Mapping.Store(Page.SharedMapping, MemoryOrder.Plain);
        }

        await CountSharer(page);
    }

    /// <summary><c>dax_page_share_put</c>; the last file takes the mark away.</summary>
    [KernelFunction("dax_disassociate_entry", "fs/dax.c", "v6.2")]
    protected override async Routine DisassociateLocked(Linux linux, DaxFile file, Page page)
    {
        var mapping = await page.Mapping.Load(MemoryOrder.Plain);
        if (mapping == Page.SharedMapping)
        {
            var share = await page.Share.Load(MemoryOrder.Plain);
            await page.Share.Store(share - 1, MemoryOrder.Plain);
            if (share > 1)
            {
                return;
            }
        }
        else if (mapping != 0 && mapping != file.Number)
        {
            linux.Warn("dax_disassociate_entry", $"{page.Name} belongs to another file");
        }

        await page.Mapping.Store(0, MemoryOrder.Plain);
    }
}
