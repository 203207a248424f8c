using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DevicePages;

/// <summary>
/// v6.1 to v6.14 (ef233450898f, 0dc45ca1ce18): a free private page has count 0, and a page that is handed out holds a
/// reference to its page map.
/// </summary>
public class PrivateFreeAtZero : OnlyDaxFromOne
{
    /// <summary>False between the two commits.</summary>
    public bool CountsForPagemap { get; init; } = true;

    /// <summary>True from v6.15 on (b7e282378773): free peer-to-peer memory has count 0 as well.</summary>
    public bool P2PDmaFreeAtZero { get; init; }

    /// <inheritdoc/>
    public override int FreeCount(MemoryType type) =>
        type is MemoryType.Private || (P2PDmaFreeAtZero && type is MemoryType.P2PDma) ? 0 : 1;

    /// <inheritdoc/>
    public override bool HoldsPagemap(MemoryType type) => type is not MemoryType.Private || !CountsForPagemap;

    /// <inheritdoc/>
    public override bool HoldsPagemapInUse(MemoryType type) =>
        (CountsForPagemap && type is MemoryType.Private) || base.HoldsPagemapInUse(type);

    /// <summary><c>zone_device_page_init</c>.</summary>
    [KernelFunction("zone_device_page_init", "mm/memremap.c", "v6.1")]
    public override async Routine HandOut(Linux linux, Page page)
    {
        if (page.Pgmap!.Type is not MemoryType.Private)
        {
            return;
        }

        if (HoldsPagemapInUse(page.Pgmap.Type) && !await page.Pgmap.Ref.TryGetLive())
        {
            linux.Warn("zone_device_page_init", $"{page.Pgmap.Name} is dying");
        }

        await page.RefCount.Set(1);
    }

    /// <inheritdoc/>
    protected override async Routine Freed(Linux linux, Page page)
    {
        if (page.Pgmap!.Type is MemoryType.Private && CountsForPagemap)
        {
            await linux.Release.PagemapLookup.PutDevPagemap(linux, page.Pgmap);
        }
        else if (FreeCount(page.Pgmap.Type) != 0)
        {
            await page.RefCount.Set(1);
        }
    }
}
