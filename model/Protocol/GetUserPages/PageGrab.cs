using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>How the slow path takes a page that it has found under the page table lock.</summary>
public abstract class PageGrab
{
    /// <summary>True if a page whose count is about to overflow is refused.</summary>
    public virtual bool CanRefuse => true;

    /// <summary>Takes references; false if the page is not to be had.</summary>
    public abstract Routine<bool> Take(Linux linux, Page page, int references);
}

/// <summary>Up to v5.0: <c>get_page</c>, whatever the count is.</summary>
public class GetPage : PageGrab
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

/// <summary>
/// v5.1 (8fde12ca79af): <c>try_get_page</c> refuses a page whose count is not positive, but looks and takes in two
/// steps. From v5.7 on this is in <c>try_grab_page</c>.
/// </summary>
public class TryGetPage : PageGrab
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

/// <summary>v4.5 to v4.11: <c>get_page</c> takes a reference to the page map of a device page with each one to the
/// page.</summary>
public class GetsPagemapToo : PageGrab
{
    /// <inheritdoc/>
    [KernelFunction("get_zone_device_page", "kernel/memremap.c", "v4.11")]
    public override async Routine<bool> Take(Linux linux, Page page, int references)
    {
        await page.RefCount.Add(references);
        if (await page.ReadPgmap() is { } pgmap)
        {
            await pgmap.Ref.Get();
        }

        return true;
    }
}

/// <summary>In no kernel up to v6.14: the slow path too takes a page only if its count is not 0 yet.</summary>
/// <remarks>
/// While a device is unbound its pages are at 0 and still mapped, and the reference to the page map that the slow path
/// holds does not keep the page's own reference to it (docs/findings.md, GUP-REVIVE).
/// </remarks>
public class OnlyLivePages : PageGrab
{
    /// <inheritdoc/>
    [KernelFunction("get_page_unless_zero", "include/linux/mm.h", "v4.18")]
    public override async Routine<bool> Take(Linux linux, Page page, int references) =>
        await page.RefCount.AddUnless(references, 0);
}
