using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.References;

/// <summary>
/// How device pages are counted: what the count of a free page is, who hears that a page has become free, and what
/// happens at zero. This is what the four generations of the protocol differ in most.
/// </summary>
public abstract class DevicePagesForm : PageCounting
{
    /// <summary>The driver hands out a free page: one reference, which its user puts.</summary>
    public abstract Routine HandOut(Linux linux, Pgmap pgmap, Page page);

    /// <summary>True if a private page that becomes free forgets whose memory it was.</summary>
    public virtual bool ClearsMapping => true;

    /// <summary>True if an FS_DAX page that nobody holds any more forgets its file, although its entry stays.</summary>
    public virtual bool ForgetsFiles => false;

    /// <summary>Sets <c>page->mapping</c> of a page that becomes free to NULL, in releases that do.</summary>
    public Routine ForgetMapping(Page page) =>
        (ClearsMapping && page.IsAnonymous) || (ForgetsFiles && page.Pgmap is { Type: MemoryType.FsDax })
            ? Clear(page.Mapping)
            : Routine.Done;

    private static async Routine Clear(Interleave.Memory.Cell mapping) =>
        await mapping.Store(0, Interleave.Memory.MemoryOrder.Plain);

    /// <summary>A reference for somebody who has nothing but the page cache's word for the page; false if its page map
    /// is dying.</summary>
    public virtual async Routine<bool> Use(Linux linux, Pgmap pgmap, Page page)
    {
        await page.RefCount.Inc();
        return true;
    }

    /// <summary>The count of a device page has dropped to 0. It never goes to the page allocator.</summary>
    public abstract Routine Free(Linux linux, Pgmap pgmap, Page page);
}

/// <summary>
/// Up to v5.17: the page map itself holds one reference to each page, so a page is free at 1. At 0 the page map has let
/// go, and the page gives back its reference to the page map (71389703839e).
/// </summary>
/// <param name="clearsMapping">False between b7a523109fb5 and 7ab0ad0e74f8, both of v5.3: nobody seemed to need the
/// cleared mapping.</param>
/// <param name="forgetsFiles">True in v4.18 (d2c997c0f145): the mapping of FS_DAX pages is cleared, too.</param>
public class CountedFromOne(bool clearsMapping, bool forgetsFiles = false) : DevicePagesForm
{
    /// <inheritdoc/>
    public override bool ClearsMapping { get; } = clearsMapping;

    /// <inheritdoc/>
    public override bool ForgetsFiles { get; } = forgetsFiles;

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
    public override async Routine HandOut(Linux linux, Pgmap pgmap, Page page) => await page.RefCount.Inc();

    /// <inheritdoc/>
    public override async Routine Free(Linux linux, Pgmap pgmap, Page page)
    {
        await linux.PagemapLookup.PutDevPagemap(linux, pgmap);
    }
}
