using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ReleasePages;

/// <summary>v5.3 (c5d6c45e90c4): every device page is offered to the device's way, which says whether it took
/// it.</summary>
public sealed class EveryDevicePage : ReleasePagesForm
{
    /// <inheritdoc/>
    protected override async Routine<bool> PutDevicePage(Linux linux, Page page)
    {
        if (!linux.Release.Config.ZoneDevice)
        {
            return false;
        }

        await page.ReadOwner(); // is_zone_device_page
        return page.Pgmap is not null
            && await linux.Release.ManagedPut.PutDevmapManagedPage(linux, page, Linux.ReleasePagesSite);
    }
}
