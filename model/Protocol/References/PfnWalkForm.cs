using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.References;

/// <summary>Somebody who comes to a page by its frame number and holds it while he looks, as <c>memory_failure</c>
/// does.</summary>
public abstract record PfnWalkForm
{
    /// <summary>True if device pages are reached through a reference to their page map.</summary>
    public virtual bool LooksPagemapsUp => false;

    /// <summary>Looks at the page; false if he cannot get it.</summary>
    public abstract Routine<bool> Look(Linux linux, Page page);
}

/// <summary>
/// Takes every page whose count is not 0: <c>memory_failure</c> up to v4.18.
/// </summary>
public record AnyPage : PfnWalkForm
{
    /// <inheritdoc/>
    [KernelFunction("get_hwpoison_page", "mm/memory-failure.c", "v4.18")]
    public override async Routine<bool> Look(Linux linux, Page page)
    {
        if (!await page.RefCount.IncNotZero())
        {
            return false;
        }

        linux.Machine.Hold(page.Glance);
        await linux.Machine.Pass($"looks at {page.Name}");
        linux.Machine.Drop(page.Glance);
        await linux.PutPage.Put(linux, page);
        return true;
    }
}

/// <summary>v4.19 (6100e34b2526): device pages are looked at under a reference to their page map, and none to
/// themselves. <c>pfn_to_online_page</c> goes by the frame number.</summary>
public record OnlyOrdinaryPages : PfnWalkForm
{
    private static readonly AnyPage s_ordinary = new();

    /// <summary>v5.11 (34dc45be4563): <c>pgmap_pfn_valid</c> is asked first. It goes by <c>pgmap->nr_range</c>,
    /// which is 0 until the struct pages are there.</summary>
    public bool AsksForRange { get; init; }

    /// <inheritdoc/>
    public override bool LooksPagemapsUp => true;

    /// <inheritdoc/>
    [KernelFunction("memory_failure", "mm/memory-failure.c", "v4.19")]
    public override async Routine<bool> Look(Linux linux, Page page)
    {
        if (page.Pgmap is null)
        {
            return await s_ordinary.Look(linux, page);
        }

        if (await linux.PagemapLookup.GetDevPagemap(linux, page) is not { } pgmap)
        {
            return false;
        }

        var isThere = !AsksForRange || await pgmap.RangeCount.Load(MemoryOrder.Plain) != 0;
        if (isThere)
        {
            await page.Owner.Load(MemoryOrder.Plain);
        }

        await linux.PagemapLookup.PutReference(linux, pgmap);
        return isThere;
    }
}
