using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>In no kernel up to v6.14: the slow path too takes a page only if its count is not 0 yet.</summary>
/// <remarks>
/// While a device is unbound its pages are at 0 and still mapped, and the reference to the page map that the slow path
/// holds does not keep the page's own reference to it (docs/findings.md, GUP-REVIVE).
/// </remarks>
public sealed class OnlyLivePages : PageGrab
{
    /// <inheritdoc/>
    [KernelFunction("get_page_unless_zero", "include/linux/mm.h", "v4.18")]
    public override async Routine<bool> Take(Linux linux, Page page, int references) =>
        await page.RefCount.AddUnless(references, 0);
}
