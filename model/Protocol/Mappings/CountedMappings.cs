using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.Mappings;

/// <summary>
/// v6.15 (38607c62b34b and the series around it): DAX pages are mapped like ordinary ones. Each mapping holds a
/// reference and counts in <c>_mapcount</c>.
/// </summary>
public class CountedMappings : MappingsForm
{
    /// <summary>
    /// <c>vmf_insert_page_mkwrite</c>, with the reference that <c>dax_fault_iter</c> holds around it: the page may be
    /// at 0.
    /// </summary>
    [KernelFunction("vmf_insert_page_mkwrite", "mm/memory.c", "v6.15")]
    public override async Routine<bool> Insert(Linux linux, DaxFile file, int index)
    {
        var head = file.HeadOf(index);
        var page = file.Pages[head];
        if (!await linux.Release.DevicePages.Use(linux, page))
        {
            return false;
        }

        await file.PageTableLock.Acquire();
        if (await file.Ptes[head].Load(MemoryOrder.Plain) == 0)
        {
            await page.RefCount.Inc();
            await page.MapCount!.Add(1, MemoryOrder.Relaxed);
            await file.Ptes[head].Store(DaxFile.FilePage);
        }

        await file.PageTableLock.Release();
        await linux.Release.PutPage.Put(linux, page);
        if (linux.Release.BreakLayouts.RescansWhenMapped)
        {
            await page.WakeWaiters();
        }

        return true;
    }

    /// <inheritdoc/>
    protected override async Routine RemoveRmap(Page page) => await page.MapCount!.Add(-1, MemoryOrder.Relaxed);

    /// <inheritdoc/>
    protected override async Routine PutMapping(Linux linux, Page page) => await linux.Release.PutPage.Put(linux, page);
}
