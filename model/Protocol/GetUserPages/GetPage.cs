using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>Up to v5.0: <c>get_page</c>, whatever the count is.</summary>
public sealed class GetPage : PageGrab
{
    /// <inheritdoc/>
    public override bool CanRefuse => false;

    /// <inheritdoc/>
    [KernelFunction("get_page", "include/linux/mm.h", "v4.18")]
    public override async Routine<bool> Take(Linux linux, Page page, int references)
    {
        await page.RefCount.Add(references);
        return true;
    }
}
