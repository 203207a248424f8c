using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DaxSupport;

/// <summary>Whether a file system may use DAX on a block device (drivers/dax/super.c @ v4.18).</summary>
public class DaxSupportForm
{
    /// <summary><c>__bdev_dax_supported</c>, for a device whose first page is given.</summary>
    [KernelFunction("__bdev_dax_supported", "drivers/dax/super.c", "v4.18")]
    public virtual async Routine<bool> BdevDaxSupported(Linux linux, Page page)
    {
        if (linux.Release.Config.FsDaxLimited && !linux.Release.Config.ZoneDevice)
        {
            return true; // pfn_t_special: no struct pages to care for
        }

        if (await linux.Release.PagemapLookup.GetDevPagemap(linux, page) is not { } pgmap)
        {
            return false;
        }

        var supported = pgmap.Type == MemoryType.FsDax;
        await linux.Release.PagemapLookup.PutReference(linux, pgmap);
        return supported;
    }
}
