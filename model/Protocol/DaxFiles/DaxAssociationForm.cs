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
    /// <summary>v6.2: two files can share a block, and with it a page (reflink).</summary>
    public virtual bool SharesPages => false;

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
    protected virtual int Folios(DaxFile file) => file.PagesPerEntry;

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

/// <summary>
/// v6.15 (38607c62b34b): a folio that several files share belongs to none of them and counts them in
/// <c>folio->share</c>. The count is read and written in two steps, under the i_pages locks of different files.
/// </summary>
/// <remarks>From v6.2 to v6.14 <c>page->mapping</c> was a mark instead, with the same two steps (fsdax: introduce
/// page->share).</remarks>
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
    public override async Routine Disassociate(Linux linux, DaxFile file, int index, int entry)
    {
        if (TouchesZeroPage && (entry & DaxEntry.Zero) != 0)
        {
            await Split(linux, file, linux.Pages[DaxEntry.PageNumber(entry) - 1]);
        }

        await base.Disassociate(linux, file, index, entry);
    }

    /// <inheritdoc/>
    protected override int Folios(DaxFile file) => 1;

    /// <inheritdoc/>
    protected override async Routine Associate(Linux linux, DaxFile file, Page page, bool shared)
    {
        await Lock(page);
        var mapping = await page.Mapping.Load(MemoryOrder.Plain);
        if (shared && (mapping != 0 || await page.Share.Load(MemoryOrder.Plain) != 0))
        {
            if (mapping != 0)
            {
                await page.Mapping.Store(0, MemoryOrder.Plain);
                await page.Share.Store(1, MemoryOrder.Plain);
            }

            var share = await page.Share.Load(MemoryOrder.Plain);
            await page.Share.Store(share + 1, MemoryOrder.Plain);
        }
        else
        {
            await base.Associate(linux, file, page, shared);
        }

        await Unlock(page);
    }

    /// <summary><c>dax_folio_put</c>: the last file takes a compound page apart.</summary>
    [KernelFunction("dax_folio_put", "fs/dax.c", "v6.15")]
    protected override async Routine Disassociate(Linux linux, DaxFile file, Page page)
    {
        await Lock(page);
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

        await Unlock(page);
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
