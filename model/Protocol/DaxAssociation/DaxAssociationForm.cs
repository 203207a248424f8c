using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DaxAssociation;

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
        if (await page.FileMapping!.Load(MemoryOrder.Plain) != 0)
        {
            linux.Warn("dax_associate_entry", $"{page.Name} belongs to a file already");
        }

        await page.FileMapping.Store(file.Number, MemoryOrder.Plain);
    }

    /// <summary>The page no longer belongs to the file.</summary>
    protected virtual async Routine Disassociate(Linux linux, DaxFile file, Page page)
    {
        var mapping = await page.FileMapping!.Load(MemoryOrder.Plain);
        if (mapping != 0 && mapping != file.Number)
        {
            linux.Warn("dax_disassociate_entry", $"{page.Name} belongs to another file");
        }

        await page.FileMapping.Store(0, MemoryOrder.Plain);
    }
}
