using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.Memremap;

/// <summary>v5.18: it puts no page; what the pages hold of the page map is given back at once.</summary>
/// <param name="key">The key.</param>
/// <param name="put">How pages are put.</param>
/// <param name="rcu">What lookups of page maps are protected by.</param>
public class DropsPagesAtOnce(ManagedKey key, PutPage put, Rcu rcu) : ReturnsKeyLast(key, put, rcu)
{
    /// <inheritdoc/>
    protected override void LetGoOfPages(Pgmap pgmap)
    {
        if (Pages.HoldsPgmap(pgmap.Type))
        {
            pgmap.Ref.Put(pgmap.Pages.Count);
        }
    }
}
