using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>
/// v5.1 (8fde12ca79af): <c>try_get_page</c> refuses a page whose count is not positive, but looks and takes in two
/// steps. From v5.7 on this is in <c>try_grab_page</c>.
/// </summary>
public sealed class TryGetPage : PageGrab
{
    /// <inheritdoc/>
    [KernelFunction("try_get_page", "include/linux/mm.h", "v5.1")]
    public override async Routine<bool> Take(Linux linux, Page page, int references)
    {
        var count = await page.RefCount.Read();
        if (count <= 0)
        {
            linux.Warn("try_get_page", $"{page.Name}->_refcount is {count}");
            return false;
        }

        await page.RefCount.Add(references);
        return true;
    }
}
