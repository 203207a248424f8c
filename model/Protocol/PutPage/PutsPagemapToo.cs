using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PutPage;

/// <summary>
/// v4.5 to v4.11 (3565fce3a659): <c>put_page</c> gives back a reference to the page map of a device page with each one
/// to the page, and reads the page for that after its decrement.
/// </summary>
public sealed class PutsPagemapToo : PutPageForm
{
    /// <inheritdoc/>
    [KernelFunction("put_zone_device_page", "kernel/memremap.c", "v4.11")]
    public override async Routine Put(Linux linux, Page page, int references = 1)
    {
        await base.Put(linux, page, references);
        await page.ReadOwner();
        if (page.Pgmap is { } pgmap)
        {
            await linux.Release.PagemapLookup.PutDevPagemap(linux, pgmap);
        }
    }
}
