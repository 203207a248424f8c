using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DevicePages;

/// <summary>
/// v6.15 (38607c62b34b and the series around it): FS_DAX pages are counted like ordinary ones, each mapping holding a
/// reference. They are free at 0, and who waits for that is woken there.
/// </summary>
public class DaxCountsMappings : PrivateFreeAtZero
{
    /// <inheritdoc/>
    public override int FreeCount(MemoryType type) => type is MemoryType.Unmanaged ? 1 : 0;

    /// <inheritdoc/>
    public override int IdleAt(MemoryType type) => type is MemoryType.Unmanaged ? 1 : 0;

    /// <inheritdoc/>
    public override bool UsesKey(MemoryType type) => false;

    /// <inheritdoc/>
    public override bool CountsMappings(MemoryType type) => type is MemoryType.FsDax;

    /// <summary><c>free_zone_device_folio</c>.</summary>
    [KernelFunction("free_zone_device_folio", "mm/memremap.c", "v6.15")]
    public override async Routine Free(Linux linux, Page page)
    {
        page.NotePageFree();
        if (page.Pgmap!.Type is MemoryType.FsDax)
        {
            await page.WakeWaiters();
        }
        else
        {
            await ForgetMapping(page);
            await page.Pgmap.Ops.PageFree(page);
            await Freed(linux, page);
        }
    }
}
