using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.References;

/// <summary>Drops a reference to a page (include/linux/mm.h, mm/swap.c @ v4.18).</summary>
public class PutPageForm
{
    /// <summary><c>put_page</c>.</summary>
    [KernelFunction("put_page", "include/linux/mm.h", "v4.18")]
    public virtual async Routine Put(Linux linux, Page page, int references = 1)
    {
        if (await linux.ManagedPut.PutDevmapManagedPage(linux, page, Linux.PutPageSite, references))
        {
            return;
        }

        await PutFolio(linux, page, references);
    }

    /// <summary>Drops the reference that the running thread holds.</summary>
    public async Routine PutReference(Linux linux, Page page)
    {
        linux.Machine.Drop(page.UserReference);
        await Put(linux, page);
    }

    /// <summary><c>folio_put</c>, and what remains of <c>put_page</c> for a page that is not managed.</summary>
    public virtual async Routine PutFolio(Linux linux, Page page, int references = 1)
    {
        if (await page.SubReturn(references) == 0)
        {
            await PutLast(linux, page);
        }
    }

    /// <summary>
    /// <c>__put_page</c>: the count is 0. A device page never goes to the page allocator.
    /// </summary>
    [KernelFunction("__put_page", "mm/swap.c", "v4.18")]
    public virtual async Routine PutLast(Linux linux, Page page)
    {
        if (await page.ReadPgmap() is { } pgmap)
        {
            await linux.DevicePages.Free(linux, pgmap, page);
        }
        else
        {
            await page.Memory.Free();
        }
    }
}

/// <summary>
/// v4.5 to v4.11 (3565fce3a659): <c>put_page</c> gives back a reference to the page map of a device page with each one
/// to the page, and reads the page for that after its decrement.
/// </summary>
public class PutsPagemapToo : PutPageForm
{
    /// <inheritdoc/>
    [KernelFunction("put_zone_device_page", "kernel/memremap.c", "v4.11")]
    public override async Routine Put(Linux linux, Page page, int references = 1)
    {
        await base.Put(linux, page, references);
        if (await page.ReadPgmap() is { } pgmap)
        {
            await linux.PagemapLookup.PutDevPagemap(linux, pgmap);
        }
    }
}

/// <summary>In no kernel: <c>folio_put</c> looks whether the page is managed, as <c>put_page</c> does.</summary>
public class FolioPutLooksToo : PutPageForm
{
    /// <inheritdoc/>
    public override async Routine Put(Linux linux, Page page, int references = 1) =>
        await PutFolio(linux, page, references);

    /// <inheritdoc/>
    public override async Routine PutFolio(Linux linux, Page page, int references = 1)
    {
        if (!await linux.ManagedPut.PutDevmapManagedPage(linux, page, Linux.PutPageSite, references))
        {
            await base.PutFolio(linux, page, references);
        }
    }
}
