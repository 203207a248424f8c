using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;

namespace PgmapCheck.Model.Protocol.DaxFiles;

/// <summary>
/// Page table entries of DAX pages, up to v6.14: they are special, and mapping such a page changes no count
/// (mm/memory.c).
/// </summary>
public class MappingsForm
{
    /// <summary><c>vmf_insert_mixed</c>: maps the page of an index whose entry the caller has locked; false if that
    /// cannot be any more.</summary>
    [KernelFunction("vmf_insert_mixed", "mm/memory.c", "v4.18")]
    public virtual async Routine<bool> Insert(Linux linux, DaxFile file, int index)
    {
        await file.PageTableLock.Acquire();
        await file.Ptes[file.HeadOf(index)].CompareExchange(0, DaxFile.FilePage);
        await file.PageTableLock.Release();
        return true;
    }

    /// <summary><c>zap_pte_range</c>, for the entry of one index.</summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="file">The file.</param>
    /// <param name="index">The index.</param>
    /// <param name="evenCows">Whether a private copy goes too.</param>
    [KernelFunction("zap_pte_range", "mm/memory.c", "v4.18")]
    public virtual async Routine Zap(Linux linux, DaxFile file, int index, bool evenCows)
    {
        await file.PageTableLock.Acquire();
        var pte = await file.Ptes[index].Load(MemoryOrder.Plain);
        var isMapped = pte == DaxFile.FilePage;
        if (isMapped || (pte != 0 && evenCows))
        {
            // and the flush, which interrupts the CPUs that may have it
            await file.Ptes[index].Store(0, MemoryOrder.Full);
        }

        if (isMapped)
        {
            await RemoveRmap(file.Pages[index]);
        }

        await file.PageTableLock.Release();
        if (isMapped)
        {
            await PutMapping(linux, file.Pages[index]);
        }
    }

    /// <summary><c>do_wp_page</c>, for a private mapping: a copy replaces the page or the zero page, if it is still
    /// there. The copy is made through the process's own address, so nothing has to keep the page.</summary>
    [KernelFunction("do_wp_page", "mm/memory.c", "v4.18")]
    public virtual async Routine CopyMapped(Linux linux, DaxFile file, int index)
    {
        await file.PageTableLock.Acquire();
        var pte = await file.Ptes[index].Load(MemoryOrder.Plain);
        if (pte is DaxFile.FilePage or DaxFile.ZeroPte)
        {
            linux.Machine.Hold(file.Pages[index].Copied);
            await file.Ptes[index].Store(DaxFile.PrivateCopy, MemoryOrder.Full);
            linux.Machine.Drop(file.Pages[index].Copied);
        }

        if (pte == DaxFile.FilePage)
        {
            await RemoveRmap(file.Pages[index]);
        }

        await file.PageTableLock.Release();
        if (pte == DaxFile.FilePage)
        {
            await PutMapping(linux, file.Pages[index]);
        }
    }

    /// <summary>What else is undone under the page table lock.</summary>
    protected virtual Routine RemoveRmap(Page page) => Routine.Done;

    /// <summary>What the mapping held is put once the lock is dropped and the TLB flushed.</summary>
    protected virtual Routine PutMapping(Linux linux, Page page) => Routine.Done;
}

/// <summary>
/// v6.15 (38607c62b34b and the series around it): DAX pages are mapped like ordinary ones. Each mapping holds a
/// reference and counts in <c>_mapcount</c>.
/// </summary>
public class CountedMappings : MappingsForm
{
    /// <summary>In no kernel: mapping a page wakes who waits for it (docs/findings.md, REMAP-SLEEP).</summary>
    public bool WakesWaiters { get; init; }

    /// <summary>
    /// <c>vmf_insert_page_mkwrite</c>, with the reference that <c>dax_fault_iter</c> holds around it: the page may be
    /// at 0.
    /// </summary>
    [KernelFunction("vmf_insert_page_mkwrite", "mm/memory.c", "v6.15")]
    public override async Routine<bool> Insert(Linux linux, DaxFile file, int index)
    {
        var head = file.HeadOf(index);
        var page = file.Pages[head];
        if (!await linux.DevicePages.Use(linux, page.Pgmap!, page))
        {
            return false;
        }

        await file.PageTableLock.Acquire();
        if (await file.Ptes[head].Load(MemoryOrder.Plain) == 0)
        {
            await page.RefCount.Inc();
            await page.MapCount.Add(1, MemoryOrder.Relaxed);
            await file.Ptes[head].Store(DaxFile.FilePage);
        }

        await file.PageTableLock.Release();
        await linux.PutPage.Put(linux, page);
        if (WakesWaiters)
        {
            await page.WakeWaiters();
        }

        return true;
    }

    /// <summary><c>do_wp_page</c>: a reference keeps the page while it is copied.</summary>
    [KernelFunction("do_wp_page", "mm/memory.c", "v6.15")]
    public override async Routine CopyMapped(Linux linux, DaxFile file, int index)
    {
        var page = file.Pages[index];
        await file.PageTableLock.Acquire();
        var isMapped = await file.Ptes[index].Load(MemoryOrder.Plain) == DaxFile.FilePage;
        if (isMapped)
        {
            await page.RefCount.Inc();
            linux.Machine.Hold(page.UserReference);
        }

        await file.PageTableLock.Release();
        await base.CopyMapped(linux, file, index);
        if (isMapped)
        {
            await linux.PutPage.PutReference(linux, page);
        }
    }

    /// <inheritdoc/>
    protected override async Routine RemoveRmap(Page page) => await page.MapCount.Add(-1, MemoryOrder.Relaxed);

    /// <inheritdoc/>
    protected override async Routine PutMapping(Linux linux, Page page) => await linux.PutPage.Put(linux, page);
}
