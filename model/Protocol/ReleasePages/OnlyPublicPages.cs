using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ReleasePages;

/// <summary>
/// v4.14 to v5.2 (df6ad69838fc): only public device pages are put the device's way, and the result of that is ignored.
/// </summary>
public sealed class OnlyPublicPages : ReleasePagesForm
{
    /// <inheritdoc/>
    protected override async Routine<bool> PutDevicePage(Linux linux, Page page)
    {
        if (!linux.Release.Config.ZoneDevice)
        {
            return false;
        }

        await page.ReadOwner(); // is_device_public_page
        if (page.Pgmap?.Type != MemoryType.Public)
        {
            return false;
        }

        await linux.Release.ManagedPut.PutDevmapManagedPage(linux, page, Linux.ReleasePagesSite);
        return true;
    }
}
