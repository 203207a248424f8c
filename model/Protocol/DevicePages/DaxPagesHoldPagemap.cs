using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DevicePages;

/// <summary>
/// Not in any kernel: an FS_DAX page holds its page map from its first reference to its last, as private pages do since
/// v6.1, so that teardown waits for it (docs/findings.md, PINNED-UNPLUG and FREED-FOLIO).
/// </summary>
public sealed class DaxPagesHoldPagemap : DaxCountsMappings
{
    /// <inheritdoc/>
    public override bool HoldsPagemap(MemoryType type) => type is MemoryType.Unmanaged or MemoryType.P2PDma;

    /// <inheritdoc/>
    public override bool HoldsPagemapInUse(MemoryType type) => type is MemoryType.FsDax || base.HoldsPagemapInUse(type);

    /// <inheritdoc/>
    public override async Routine<bool> Use(Linux linux, Page page)
    {
        if (!await page.Pgmap!.Ref.TryGetLive())
        {
            return false;
        }

        if (await page.RefCount.IncReturn() != 1)
        {
            await page.Pgmap.Ref.Put();
        }

        return true;
    }

    /// <inheritdoc/>
    public override async Routine Free(Linux linux, Page page)
    {
        await base.Free(linux, page);
        if (page.Pgmap!.Type is MemoryType.FsDax)
        {
            await linux.Release.PagemapLookup.PutDevPagemap(linux, page.Pgmap);
        }
    }
}
