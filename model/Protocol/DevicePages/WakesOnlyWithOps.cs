using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DevicePages;

/// <summary>
/// The eighth version of v6.15's series: every page map must have callbacks, before its type is looked at. That of virtio-fs has none.
/// </summary>
public sealed class WakesOnlyWithOps : DaxCountsMappings
{
    /// <inheritdoc/>
    public override async Routine Free(Linux linux, Page page)
    {
        if (page.Pgmap!.LacksPageFree)
        {
            linux.Warn("free_zone_device_folio", $"{page.Pgmap.Name} has no callbacks");
            return;
        }

        await base.Free(linux, page);
    }
}
