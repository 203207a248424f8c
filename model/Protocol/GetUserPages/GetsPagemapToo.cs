using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>v4.5 to v4.11: <c>get_page</c> takes a reference to the page map of a device page with each one to the
/// page.</summary>
public sealed class GetsPagemapToo : PageGrab
{
    /// <inheritdoc/>
    [KernelFunction("get_zone_device_page", "kernel/memremap.c", "v4.11")]
    public override async Routine<bool> Take(Linux linux, Page page, int references)
    {
        await page.RefCount.Add(references);
        await page.ReadOwner();
        if (page.Pgmap is { } pgmap)
        {
            await pgmap.Ref.Get();
        }

        return true;
    }
}
