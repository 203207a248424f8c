using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DevicePages;

/// <summary>
/// v5.18 to v6.0 (27674ef6c73f): only FS_DAX pages are counted from one. The others are freed when their count reaches
/// 0, and set to 1 again for the next user, after the driver has them back. Pages no longer hold the page map one by
/// one.
/// </summary>
public class OnlyDaxFromOne : DevicePagesForm
{
    /// <inheritdoc/>
    public override int FreeCount(MemoryType type) => 1;

    /// <inheritdoc/>
    public override int IdleAt(MemoryType type) => type is MemoryType.FsDax or MemoryType.Unmanaged ? 1 : 0;

    /// <inheritdoc/>
    public override bool TellsWhenIdle(MemoryType type) => type is not MemoryType.Unmanaged;

    /// <inheritdoc/>
    public override bool UsesKey(MemoryType type) => type is MemoryType.FsDax;

    /// <summary>One reference for each page is taken, but all are given back at once when the page map goes.</summary>
    public override bool HoldsPagemap(MemoryType type) => true;

    /// <summary>Whoever takes peer-to-peer memory from its pool takes a reference for it.</summary>
    public override bool HoldsPagemapInUse(MemoryType type) => type is MemoryType.P2PDma;

    /// <summary>A free page's count is 1 already: the first user takes over that reference.</summary>
    public override Routine HandOut(Linux linux, Page page) => Routine.Done;

    /// <summary><c>free_zone_device_page</c>.</summary>
    [KernelFunction("free_zone_device_page", "mm/memremap.c", "v5.18")]
    public override async Routine Free(Linux linux, Page page)
    {
        page.NotePageFree();
        await ForgetMapping(page);
        await page.Pgmap!.Ops.PageFree(page);
        await Freed(linux, page);
    }

    /// <summary>The page is the driver's again: reset the count to 1 to prepare for handing it out.</summary>
    protected virtual async Routine Freed(Linux linux, Page page) => await page.RefCount.Set(1);
}
