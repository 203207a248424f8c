using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.References;

/// <summary>
/// v6.15 (38607c62b34b and the series around it): FS_DAX pages are counted like ordinary ones, each mapping holding a
/// reference. They are free at 0, and who waits for that is woken there.
/// </summary>
public class DaxCountsMappings : PrivateFreeAtZero
{
    /// <inheritdoc/>
    public override int FreeCount(MemoryType type) => type is MemoryType.Unmanaged ? 1 : 0;

    /// <inheritdoc/>
    public override int IdleAt(MemoryType type) => type is MemoryType.Unmanaged ? 1 : 0;

    /// <inheritdoc/>
    public override bool UsesKey(MemoryType type) => false;

    /// <inheritdoc/>
    public override bool CountsMappings(MemoryType type) => type is MemoryType.FsDax;

    /// <summary><c>free_zone_device_folio</c>.</summary>
    [KernelFunction("free_zone_device_folio", "mm/memremap.c", "v6.15")]
    public override async Routine Free(Linux linux, Pgmap pgmap, Page page)
    {
        page.NotePageFree();
        if (pgmap.Type is MemoryType.FsDax)
        {
            await page.WakeWaiters();
        }
        else
        {
            await ForgetMapping(page);
            await pgmap.Ops.PageFree(page);
            await Freed(linux, pgmap, page);
        }
    }
}

/// <summary>
/// Not in any kernel: an FS_DAX page holds its page map from its first reference to its last, as private pages do since
/// v6.1, so that teardown waits for it (docs/findings.md, PINNED-UNPLUG and FREED-FOLIO).
/// </summary>
public class DaxPagesHoldPagemap : DaxCountsMappings
{
    /// <inheritdoc/>
    public override bool HoldsPagemap(MemoryType type) => type is MemoryType.Unmanaged or MemoryType.P2PDma;

    /// <inheritdoc/>
    public override bool HoldsPagemapInUse(MemoryType type) => type is MemoryType.FsDax || base.HoldsPagemapInUse(type);

    /// <inheritdoc/>
    public override async Routine<bool> Use(Linux linux, Pgmap pgmap, Page page)
    {
        if (!await pgmap.Ref.TryGetLive())
        {
            return false;
        }

        if (await page.RefCount.IncReturn() != 1)
        {
            await pgmap.Ref.Put();
        }

        return true;
    }

    /// <inheritdoc/>
    public override async Routine Free(Linux linux, Pgmap pgmap, Page page)
    {
        await base.Free(linux, pgmap, page);
        if (pgmap.Type is MemoryType.FsDax)
        {
            await linux.PagemapLookup.PutDevPagemap(linux, pgmap);
        }
    }
}

/// <summary>
/// The eighth version of v6.15's series: every page map must have callbacks, before its type is looked at. That of
/// virtio-fs has none.
/// </summary>
/// <remarks>It also warns. The warning is left out, because executions would end there and not at what is
/// lost.</remarks>
public class WakesOnlyWithOps : DaxCountsMappings
{
    /// <inheritdoc/>
    public override async Routine Free(Linux linux, Pgmap pgmap, Page page)
    {
        if (pgmap.LacksPageFree)
        {
            return;
        }

        await base.Free(linux, pgmap, page);
    }
}
