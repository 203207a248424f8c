using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DevicePages;

/// <summary>
/// Up to v5.17: the page map itself holds one reference to each page, so a page is free at 1. At 0 the page map has let
/// go, and the page gives back its reference to the page map (71389703839e).
/// </summary>
/// <param name="clearsMapping">False from v4.15 to v5.2 (b7a523109fb5): nobody seemed to need the cleared
/// mapping.</param>
public class CountedFromOne(bool clearsMapping) : DevicePagesForm
{
    /// <inheritdoc/>
    public override bool ClearsMapping { get; } = clearsMapping;

    /// <inheritdoc/>
    public override int FreeCount(MemoryType type) => 1;

    /// <inheritdoc/>
    public override int IdleAt(MemoryType type) => 1;

    /// <inheritdoc/>
    public override bool TellsWhenIdle(MemoryType type) =>
        type is MemoryType.Private or MemoryType.Public or MemoryType.FsDax;

    /// <inheritdoc/>
    public override bool UsesKey(MemoryType type) => TellsWhenIdle(type);

    /// <inheritdoc/>
    public override bool HoldsPagemap(MemoryType type) => true;

    /// <summary>Whoever takes peer-to-peer memory from its pool takes a reference for it.</summary>
    public override bool HoldsPagemapInUse(MemoryType type) => type is MemoryType.P2PDma;

    /// <summary>Drivers take a page off their free list with <c>get_page</c>.</summary>
    public override async Routine HandOut(Linux linux, Page page) => await page.RefCount.Inc();

    /// <inheritdoc/>
    public override async Routine Free(Linux linux, Page page)
    {
        await linux.Release.PagemapLookup.PutDevPagemap(linux, page.Pgmap!);
    }
}
