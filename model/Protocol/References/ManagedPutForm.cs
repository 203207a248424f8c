using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.References;

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
        if (!linux.Config.DevPagemapOps || await linux.DevmapManagedKey.IsOn(site) == 0)
        {
            return false;
        }

        // is_zone_device_page and page->pgmap->type
        if (await page.ReadPgmap() is not { UsesKey: true } pgmap)
        {
            return false;
        }

        await PutManaged(linux, pgmap, page, references);
        return true;
    }

    /// <summary>
    /// <c>__put_devmap_managed_page</c>: at 1 nobody but the page map holds the page, and its driver is told; at 0 the
    /// page map has let go as well.
    /// </summary>
    [KernelFunction("__put_devmap_managed_page", "kernel/memremap.c", "v4.18")]
    protected virtual async Routine PutManaged(Linux linux, Pgmap pgmap, Page page, int references)
    {
        var count = await Subtract(page, references);
        if (count == page.IdleCount)
        {
            var owner = await page.ReadPgmap();
            page.NotePageFree();
            await linux.DevicePages.ForgetMapping(page);
            await owner!.Ops.PageFree(page);
        }
        else if (count == 0)
        {
            await linux.PutPage.PutLast(linux, page);
        }
    }

    /// <summary>The decrement; its ordering is what the wake-up after it relies on.</summary>
    protected virtual Routine<int> Subtract(Page page, int references) => page.SubReturn(references);
}

/// <summary>v4.14 to v4.17: the same steps for private and public memory only, under HMM's names
/// (kernel/memremap.c).</summary>
public class PrivateOrPublicPut : ManagedPutForm
{
    /// <summary>The branch of v4.14's <c>put_page</c>.</summary>
    [KernelFunction("is_device_private_page", "include/linux/mm.h", "v4.14")]
    public override async Routine<bool> PutDevmapManagedPage(Linux linux, Page page, int site, int references = 1) =>
        await base.PutDevmapManagedPage(linux, page, site, references);

    /// <inheritdoc/>
    [KernelFunction("put_zone_device_private_or_public_page", "kernel/memremap.c", "v4.14")]
    protected override async Routine PutManaged(Linux linux, Pgmap pgmap, Page page, int references) =>
        await base.PutManaged(linux, pgmap, page, references);
}

/// <summary>
/// v5.18 to v6.14 (27674ef6c73f): FS_DAX pages only, and whoever waits is woken here instead of in the driver. Nothing
/// happens at 0.
/// </summary>
public class OnlyDaxPages : ManagedPutForm
{
    /// <inheritdoc/>
    [KernelFunction("__put_devmap_managed_page", "mm/memremap.c", "v5.18")]
    protected override async Routine PutManaged(Linux linux, Pgmap pgmap, Page page, int references)
    {
        if (await page.SubReturn(references) == page.IdleCount)
        {
            page.NotePageFree();
            await page.WakeWaiters();
        }
    }
}

/// <summary>v6.15 (38607c62b34b): no page is special to <c>put_page</c> any more.</summary>
public class NoSuchPages : ManagedPutForm
{
    /// <inheritdoc/>
    public override Routine<bool> PutDevmapManagedPage(Linux linux, Page page, int site, int references = 1) =>
        Routine<bool>.Of(false);
}

/// <summary>
/// Not in any kernel: holds the page map across the put, so that the callback for an idle page cannot find it gone.
/// </summary>
/// <remarks>
/// In the kernels from v4.18 on, a put that takes the count to 1 still reads the page to call page_free, and holds
/// nothing any more that would keep the page there (docs/findings.md, IDLE-PUT).
/// </remarks>
public class HoldsPagemap : ManagedPutForm
{
    /// <inheritdoc/>
    [KernelFunction("__put_devmap_managed_page", "kernel/memremap.c", "proposed")]
    protected override async Routine PutManaged(Linux linux, Pgmap pgmap, Page page, int references)
    {
        // The caller's reference to the page keeps the page's own reference to the page map.
        await pgmap.Ref.Get();
        await base.PutManaged(linux, pgmap, page, references);
        await pgmap.Ref.Put();
    }
}

/// <summary>
/// In no kernel: who knows that nobody else changes the count writes the smaller one with a store, as <c>atomic_set</c>
/// does, and goes on to the wait queue. Even x86 lets the look at the queue overtake that store (comment on
/// waitqueue_active, include/linux/wait.h).
/// </summary>
public class DecrementsByStore : ManagedPutForm
{
    /// <inheritdoc/>
    protected override Routine<int> Subtract(Page page, int references) =>
        page.SubReturn(references, MemoryOrder.Plain);
}

/// <summary>
/// In no kernel: the decrement orders nothing after it, so the look at the wait queue that follows may come first
/// (comment on waitqueue_active, include/linux/wait.h).
/// </summary>
public class DecrementsRelaxed : ManagedPutForm
{
    /// <inheritdoc/>
    protected override Routine<int> Subtract(Page page, int references) =>
        page.SubReturn(references, MemoryOrder.Relaxed);
}
