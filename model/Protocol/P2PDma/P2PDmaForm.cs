using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;

namespace PgmapCheck.Model.Protocol.P2PDma;

/// <summary>Peer-to-peer memory: allocated by drivers since v4.20, and mapped by processes since v6.2
/// (drivers/pci/p2pdma.c).</summary>
public record P2PDmaForm
{
    /// <summary>True from v4.20 on.</summary>
    public bool HasMemory { get; init; }

    /// <summary>
    /// True from v5.3 on (1570175abd16): memory is taken from the pool before the reference to its page map, which may
    /// be refused. Read in v6.1; since when is from memory.
    /// </summary>
    public bool TakesFromPoolFirst { get; init; }

    /// <summary>True from v6.2 on (7e9c7ef83d78).</summary>
    public bool MapsPages { get; init; }

    /// <summary>True from v7.0 on (6220694c52a5): a mapping that fails gives its reference to the page map
    /// back.</summary>
    public bool PutsReferenceOnFailure { get; init; }

    /// <summary>What is checked of a page from the pool.</summary>
    public FreshPageCheck Check { get; init; }

    /// <summary>What becomes of the count of a page that could not be mapped.</summary>
    public CountReset Reset { get; init; }

    /// <summary><c>pci_alloc_p2pmem</c>: memory for a driver. Its pages' counts play no part.</summary>
    [KernelFunction("pci_alloc_p2pmem", "drivers/pci/p2pdma.c", "v4.20")]
    public virtual async Routine<Page?> Alloc(Linux linux, P2PDevice device)
    {
        if (TakesFromPoolFirst)
        {
            return await AllocFromPool(device);
        }

        if (!await device.Pgmap.Ref.TryGetLive())
        {
            return null;
        }

        if (await TakeFromPool(device) is { } page)
        {
            return page;
        }

        await linux.PagemapLookup.PutDevPagemap(linux, device.Pgmap);
        return null;
    }

    /// <summary>Takes a page out of the pool, and then a reference to the page map.</summary>
    protected virtual async Routine<Page?> AllocFromPool(P2PDevice device)
    {
        if (await TakeFromPool(device) is not { } page)
        {
            return null;
        }

        if (await device.Pgmap.Ref.TryGetLive())
        {
            return page;
        }

        await page.InUse.Store(0, MemoryOrder.Full, "gen_pool_free");
        return null;
    }

    /// <summary><c>pci_free_p2pmem</c>.</summary>
    [KernelFunction("pci_free_p2pmem", "drivers/pci/p2pdma.c", "v4.20")]
    public virtual async Routine Free(P2PDevice device, Page page)
    {
        await page.InUse.Store(0, MemoryOrder.Full, "gen_pool_free");
        await device.Pgmap.Ref.Put();
    }

    /// <summary><c>p2pmem_alloc_mmap</c> of one page; false if that fails, with nothing left behind.</summary>
    [KernelFunction("p2pmem_alloc_mmap", "drivers/pci/p2pdma.c", "v6.2")]
    public async Routine<bool> Map(Linux linux, P2PDevice device, P2PMapping mapping)
    {
        if (await TakeFromPool(device) is not { } page)
        {
            return false;
        }

        var pgmap = device.Pgmap;
        if (!await pgmap.Ref.TryGetLive())
        {
            await page.InUse.Store(0, MemoryOrder.Full, "gen_pool_free");
            return false;
        }

        linux.Machine.Hold(pgmap.Reference);
        await PrepareCount(linux, page);
        linux.Machine.Hold(page.UserReference);
        if (await device.Device.Fails("vm_insert_page fails"))
        {
            await GiveUp(linux, pgmap, page);
            return false;
        }

        await page.RefCount.Inc();
        await mapping.Entry.Store(page.Number, MemoryOrder.Full, "vm_insert_page");
        await pgmap.Ref.Get();
        await linux.PutPage.PutReference(linux, page);
        await linux.PagemapLookup.PutReference(linux, pgmap);
        return true;
    }

    /// <summary><c>munmap</c>.</summary>
    public virtual async Routine Unmap(Linux linux, P2PMapping mapping)
    {
        if (mapping.PageOf(await mapping.Entry.Exchange(0)) is { } page)
        {
            await linux.PutPage.Put(linux, page);
        }
    }

    /// <summary><c>gen_pool_alloc</c>: the pool is a bitmap.</summary>
    protected virtual async Routine<Page?> TakeFromPool(P2PDevice device)
    {
        for (var i = 0; i < device.Pgmap.Pages.Count; i++)
        {
            if (await device.Pgmap.Pages[i].InUse.CompareExchange(0, 1, MemoryOrder.Full, "gen_pool_alloc"))
            {
                return device.Pgmap.Pages[i];
            }
        }

        return null;
    }

    /// <summary>vm_insert_page refuses a page whose count is 0.</summary>
    protected virtual async Routine PrepareCount(Linux linux, Page page)
    {
        if (page.FreeCount != 0)
        {
            return;
        }

        var count = await page.RefCount.Read();
        if (Check is FreshPageCheck.WarnsIfFree ? count == 0 : Check is FreshPageCheck.WarnsIfInUse && count != 0)
        {
            linux.Warn("p2pmem_alloc_mmap", $"{page.Name} has count {count}");
        }

        await page.RefCount.Set(1);
    }

    /// <summary>Undoes an allocation that failed.</summary>
    protected virtual async Routine GiveUp(Linux linux, Pgmap pgmap, Page page)
    {
        linux.Machine.Drop(page.UserReference);
        if (Reset is CountReset.BeforeFree)
        {
            await page.RefCount.Set(0);
        }

        await page.InUse.Store(0, MemoryOrder.Full, "gen_pool_free");
        if (Reset is CountReset.AfterFree)
        {
            await page.RefCount.Set(0);
        }

        linux.Machine.Drop(pgmap.Reference);
        if (PutsReferenceOnFailure)
        {
            await linux.PagemapLookup.PutDevPagemap(linux, pgmap);
        }
    }
}

/// <summary>What <c>p2pmem_alloc_mmap</c> checks of a page that comes from the pool.</summary>
public enum FreshPageCheck
{
    /// <summary>Up to v6.14: nothing.</summary>
    None,

    /// <summary>v6.15 to v6.19: it warns if the count is 0, as it should be.</summary>
    WarnsIfFree,

    /// <summary>v7.0 (cb500023a752): it warns if the count is not 0.</summary>
    WarnsIfInUse,
}

/// <summary>What becomes of the count of a page that could not be mapped.</summary>
public enum CountReset
{
    /// <summary>Up to v6.19: it stays as it is.</summary>
    Never,

    /// <summary>v7.0: it is set to 0 when the page is in the pool again.</summary>
    AfterFree,

    /// <summary>In no kernel: before.</summary>
    BeforeFree,
}
