using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;

namespace PgmapCheck.Plain.Puts;

/// <summary>
/// v5.19 to v6.0: only FS_DAX pages are idle at 1, and who waits is woken without the driver. Others are free at 0;
/// then their count is set to 1 for the next user.
/// </summary>
/// <param name="key">The key.</param>
public class WakesAtOne(ManagedKey key) : PutPage
{
    /// <inheritdoc/>
    public override int IdleCount(MemoryType type) => type is MemoryType.Private ? 0 : 1;

    /// <inheritdoc/>
    public override bool PutDevmapManagedPage(Page page, int references = 1)
    {
        if (!key.IsOn || page.Pgmap.Type is not MemoryType.FsDax)
        {
            return false;
        }

        if (page.Subtract(references) == 1)
        {
            page.WasFreed();
            page.WakeWaiters();
        }

        return true;
    }

    /// <summary><c>free_zone_device_page</c>.</summary>
    public override void PutLast(Page page)
    {
        var pgmap = page.Pgmap;
        pgmap.PageFree(page);
        Freed(page, pgmap);
    }

    /// <summary>A free page has a reference already, for its next user.</summary>
    public override void HandOut(Page page) { }

    /// <summary>What is left to do when the driver has the page back.</summary>
    protected virtual void Freed(Page page, Pgmap pgmap) => page.SetCount(1);
}
