using System.Threading.Tasks;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.Memremap;

/// <summary>
/// <c>devm_memremap_pages</c> of v4.18 (kernel/memremap.c): its release puts the pages and removes the memory. Killing
/// the page map's reference and waiting for it is left to drivers.
/// </summary>
/// <param name="put">How pages are put.</param>
/// <param name="rcu">What lookups of page maps are protected by.</param>
public class LeavesKillToDriver(PutPage put, Rcu rcu)
{
    /// <summary>A page map that has the addresses already; null if none has.</summary>
    public Pgmap? Other { get; init; }

    /// <summary>How pages are put.</summary>
    protected PutPage Pages => put;

    /// <summary><c>devm_memremap_pages</c>; false if it failed.</summary>
    public virtual async Task<bool> Map(Device device, Pgmap pgmap)
    {
        await Task.CompletedTask;
        if (Conflicts)
        {
            return false;
        }

        AddMemory(pgmap);
        device.AddAction(() => Release(pgmap)); // whether that worked is not looked at
        return true;
    }

    /// <summary><c>devm_memremap_pages_release</c>.</summary>
    protected virtual async Task Release(Pgmap pgmap)
    {
        LetGoOfPages(pgmap);
        Bug.On(pgmap.Ref.TryGetLive(), "devm_memremap_pages_release: the page map is still live");
        RemoveMemory(pgmap);
        await Unpublish(pgmap);
    }

    /// <summary>True if another page map has the addresses.</summary>
    protected bool Conflicts => Other is { IsPublished: true };

    /// <summary>Lookups find the page map from now on, and its struct pages come.</summary>
    protected void AddMemory(Pgmap pgmap)
    {
        pgmap.SetUp(false);
        pgmap.Publish(true);
        foreach (var page in pgmap.Pages)
        {
            page.Appear(put.FreeCount(pgmap.Type), put.IdleCount(pgmap.Type));
        }

        if (put.HoldsPgmap(pgmap.Type))
        {
            pgmap.Ref.Get(pgmap.Pages.Count);
        }

        pgmap.SetUp(true);
    }

    /// <summary>The page map drops its own reference to each page.</summary>
    protected virtual void LetGoOfPages(Pgmap pgmap)
    {
        foreach (var page in pgmap.Pages)
        {
            put.Put(page);
        }
    }

    /// <summary><c>arch_remove_memory</c>.</summary>
    protected static void RemoveMemory(Pgmap pgmap)
    {
        foreach (var page in pgmap.Pages)
        {
            page.Disappear();
        }
    }

    /// <summary><c>pgmap_radix_release</c>, which waits for lookups that are under way.</summary>
    protected async Task Unpublish(Pgmap pgmap)
    {
        pgmap.Publish(false);
        await rcu.Synchronize();
    }
}
