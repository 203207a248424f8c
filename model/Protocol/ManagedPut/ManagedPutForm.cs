using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedPut;

/// <summary>
/// The put of a page whose driver wants to know when it becomes idle (include/linux/mm.h, kernel/memremap.c @ v4.18).
/// </summary>
public class ManagedPutForm
{
    /// <summary>
    /// <c>put_devmap_managed_page</c>: false if this is no such page, or if the static key says that there are none.
    /// </summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="page">The page.</param>
    /// <param name="site">Which copy of the inlined branch is executed.</param>
    /// <param name="references">How many references to drop.</param>
    [KernelFunction("put_devmap_managed_page", "include/linux/mm.h", "v4.18")]
    public virtual async Routine<bool> PutDevmapManagedPage(Linux linux, Page page, int site, int references = 1)
    {
        if (!linux.Release.Config.DevPagemapOps || await linux.DevmapManagedKey.IsOn(site) == 0)
        {
            return false;
        }

        await page.ReadOwner(); // is_zone_device_page and page->pgmap->type
        if (!page.UsesKey)
        {
            return false;
        }

        await PutManaged(linux, page, references);
        return true;
    }

    /// <summary>
    /// <c>__put_devmap_managed_page</c>: at 1 nobody but the page map holds the page, and its driver is told; at 0 the
    /// page map has let go as well.
    /// </summary>
    [KernelFunction("__put_devmap_managed_page", "kernel/memremap.c", "v4.18")]
    protected virtual async Routine PutManaged(Linux linux, Page page, int references)
    {
        var count = await Subtract(page, references);
        if (count == page.IdleCount)
        {
            await page.ReadOwner();
            page.NotePageFree();
            await linux.Release.DevicePages.ForgetMapping(page);
            await page.Pgmap!.Ops.PageFree(page);
        }
        else if (count == 0)
        {
            await linux.Release.PutPage.PutLast(linux, page);
        }
    }

    /// <summary>The decrement; its ordering is what the wake-up after it relies on.</summary>
    protected virtual Routine<int> Subtract(Page page, int references) => page.SubReturn(references);
}
