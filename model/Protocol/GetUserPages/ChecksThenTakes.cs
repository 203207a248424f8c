using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>
/// v5.1 (8fde12ca79af): <c>try_get_page</c> refuses a page whose count is not positive, but looks and takes in two steps.
/// </summary>
public sealed class ChecksThenTakes : GetUserPagesForm
{
    /// <inheritdoc/>
    [KernelFunction("try_get_page", "include/linux/mm.h", "v5.1")]
    protected override async Routine<bool> GetPage(Linux linux, Page page)
    {
        var count = await page.RefCount.Read();
        if (count <= 0)
        {
            linux.Warn("try_get_page", $"{page.Name}->_refcount is {count}");
            return false;
        }

        await page.RefCount.Inc();
        return true;
    }
}
