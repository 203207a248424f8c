using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedPut;

/// <summary>
/// Not in any kernel: holds the page map across the put, so that the callback for an idle page cannot find it gone.
/// </summary>
/// <remarks>
/// In the kernels from v4.18 on, a put that takes the count to 1 still reads the page to call page_free, and holds
/// nothing any more that would keep the page there (docs/findings.md, IDLE-PUT).
/// </remarks>
public sealed class HoldsPagemap : ManagedPutForm
{
    /// <inheritdoc/>
    [KernelFunction("__put_devmap_managed_page", "kernel/memremap.c", "proposed")]
    protected override async Routine PutManaged(Linux linux, Page page, int references)
    {
        // The caller's reference to the page keeps the page's own reference to the page map.
        var pgmap = page.Pgmap!;
        await pgmap.Ref.Get();
        await base.PutManaged(linux, page, references);
        await pgmap.Ref.Put();
    }
}
