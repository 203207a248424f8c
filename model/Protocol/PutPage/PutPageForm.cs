using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PutPage;

/// <summary>Drops a reference to a page (include/linux/mm.h, mm/swap.c @ v4.18).</summary>
public class PutPageForm
{
    /// <summary><c>put_page</c>.</summary>
    [KernelFunction("put_page", "include/linux/mm.h", "v4.18")]
    public virtual async Routine Put(Linux linux, Page page, int references = 1)
    {
        if (await linux.Release.ManagedPut.PutDevmapManagedPage(linux, page, Linux.PutPageSite, references))
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
        await page.ReadOwner();
        if (page.Pgmap is null)
        {
            await page.Memory.Free();
        }
        else
        {
            await linux.Release.DevicePages.Free(linux, page);
        }
    }
}
