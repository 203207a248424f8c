using System.Threading.Tasks;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.Memremap;

/// <summary>v6.0: the reference's counter is freed when no lookup finds the page map any more.</summary>
/// <param name="key">The key.</param>
/// <param name="put">How pages are put.</param>
/// <param name="rcu">What lookups of page maps are protected by.</param>
public sealed class ExitsLast(ManagedKey key, PutPage put, Rcu rcu) : DropsPagesAtOnce(key, put, rcu)
{
    /// <summary>In no kernel: waits until nobody uses a page.</summary>
    public bool WaitsForPages { get; init; }

    /// <inheritdoc/>
    protected override async Task Release(Pgmap pgmap)
    {
        await Kill(pgmap);
        LetGoOfPages(pgmap);
        await pgmap.Ref.WaitForRelease();
        foreach (var page in pgmap.Pages)
        {
            while (WaitsForPages && page.RefCount != Pages.FreeCount(pgmap.Type))
            {
                await Task.Delay(1);
            }
        }

        RemoveMemory(pgmap);
        await Unpublish(pgmap);
        pgmap.Ref.Exit();
        await ReturnKey(pgmap);
    }
}
