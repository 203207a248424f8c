using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DevicePages;

/// <summary>
/// The eighth version of v6.15's series: every page map must have callbacks, before its type is looked at. That of
/// virtio-fs has none.
/// </summary>
/// <remarks>It also warns. The warning is left out, because executions would end there and not at what is
/// lost.</remarks>
public sealed class WakesOnlyWithOps : DaxCountsMappings
{
    /// <inheritdoc/>
    public override async Routine Free(Linux linux, Page page)
    {
        if (page.Pgmap!.LacksPageFree)
        {
            return;
        }

        await base.Free(linux, page);
    }
}
