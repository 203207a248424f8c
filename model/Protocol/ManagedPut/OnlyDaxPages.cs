using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedPut;

/// <summary>
/// v5.18 to v6.14 (27674ef6c73f): FS_DAX pages only, and whoever waits is woken here instead of in the driver. Nothing
/// happens at 0.
/// </summary>
public class OnlyDaxPages : ManagedPutForm
{
    /// <inheritdoc/>
    [KernelFunction("__put_devmap_managed_page", "mm/memremap.c", "v5.18")]
    protected override async Routine PutManaged(Linux linux, Page page, int references)
    {
        if (await page.SubReturn(references) == page.IdleCount)
        {
            page.NotePageFree();
            await page.WakeWaiters();
        }
    }
}
