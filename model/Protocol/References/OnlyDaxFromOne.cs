using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.References;

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
    public override Routine HandOut(Linux linux, Pgmap pgmap, Page page) => Routine.Done;

    /// <summary><c>free_zone_device_page</c>.</summary>
    [KernelFunction("free_zone_device_page", "mm/memremap.c", "v5.18")]
    public override async Routine Free(Linux linux, Pgmap pgmap, Page page)
    {
        if (IdleAt(pgmap.Type) != 0)
        {
            linux.Warn("free_zone_device_page", $"{page.Name} has no page_free, and dropped to 0");
            return;
        }

        page.NotePageFree();
        await ForgetMapping(page);
        await pgmap.Ops.PageFree(page);
        await Freed(linux, pgmap, page);
    }

    /// <summary>The page is the driver's again: reset the count to 1 to prepare for handing it out.</summary>
    protected virtual async Routine Freed(Linux linux, Pgmap pgmap, Page page) => await page.RefCount.Set(1);
}

/// <summary>
/// v6.1 to v6.14 (ef233450898f, 0dc45ca1ce18): a free private page has count 0, and a page that is handed out holds a
/// reference to its page map.
/// </summary>
public class PrivateFreeAtZero : OnlyDaxFromOne
{
    /// <summary>False with the first of the two commits alone.</summary>
    public bool CountsForPagemap { get; init; } = true;

    /// <summary>False with the second alone, as it is in no kernel: the count of a free page is set to 1
    /// again.</summary>
    public bool IsFreeAtZero { get; init; } = true;

    /// <summary>True from v6.15 on (b7e282378773): free peer-to-peer memory has count 0 as well.</summary>
    public bool P2PDmaFreeAtZero { get; init; }

    /// <summary>v6.19 (d245f9b4ab80): a page that is handed out takes a reference to its page map as long as
    /// somebody else has one, dying or not.</summary>
    public bool HandsOutWhileDying { get; init; }

    /// <inheritdoc/>
    public override int FreeCount(MemoryType type) =>
        (IsFreeAtZero && type is MemoryType.Private) || (P2PDmaFreeAtZero && type is MemoryType.P2PDma) ? 0 : 1;

    /// <inheritdoc/>
    public override bool HoldsPagemap(MemoryType type) => type is not MemoryType.Private || !CountsForPagemap;

    /// <inheritdoc/>
    public override bool HoldsPagemapInUse(MemoryType type) =>
        (CountsForPagemap && type is MemoryType.Private) || base.HoldsPagemapInUse(type);

    /// <summary><c>zone_device_page_init</c>.</summary>
    [KernelFunction("zone_device_page_init", "mm/memremap.c", "v6.1")]
    public override async Routine HandOut(Linux linux, Pgmap pgmap, Page page)
    {
        if (pgmap.Type is not MemoryType.Private)
        {
            return;
        }

        if (HoldsPagemapInUse(pgmap.Type) && !await (HandsOutWhileDying ? pgmap.Ref.TryGet() : pgmap.Ref.TryGetLive()))
        {
            linux.Warn("zone_device_page_init", $"{pgmap.Name} is dying");
        }

        if (IsFreeAtZero)
        {
            await page.RefCount.Set(1);
        }
    }

    /// <inheritdoc/>
    protected override async Routine Freed(Linux linux, Pgmap pgmap, Page page)
    {
        if (FreeCount(pgmap.Type) != 0)
        {
            await page.RefCount.Set(1);
        }

        if (pgmap.Type is MemoryType.Private && CountsForPagemap)
        {
            await linux.PagemapLookup.PutDevPagemap(linux, pgmap);
        }
    }
}
