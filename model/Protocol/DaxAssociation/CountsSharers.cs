using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DaxAssociation;

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
        var mapping = await page.FileMapping!.Load(MemoryOrder.Plain);
        if (shared && (mapping != 0 || await page.Share!.Load(MemoryOrder.Plain) != 0))
        {
            if (mapping != 0)
            {
                await page.FileMapping.Store(0, MemoryOrder.Plain);
                await page.Share!.Store(1, MemoryOrder.Plain);
            }

            var share = await page.Share!.Load(MemoryOrder.Plain);
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
        if (await page.FileMapping!.Load(MemoryOrder.Plain) == 0 && await page.Share!.Load(MemoryOrder.Plain) != 0)
        {
            var share = await page.Share.Load(MemoryOrder.Plain);
            await page.Share.Store(share - 1, MemoryOrder.Plain);
            isLast = share == 1;
        }

        if (isLast)
        {
            await page.FileMapping.Store(0, MemoryOrder.Plain);
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
            await page.AssociationLock!.Acquire();
        }
    }

    private async Routine Unlock(Page page)
    {
        if (LocksPage)
        {
            await page.AssociationLock!.Release();
        }
    }
}
