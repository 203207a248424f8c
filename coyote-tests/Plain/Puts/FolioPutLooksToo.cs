using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;

namespace PgmapCheck.Plain.Puts;

/// <summary>In no kernel: <c>folio_put</c> looks whether the page is managed, as <c>put_page</c> does.</summary>
/// <param name="key">The key.</param>
public sealed class FolioPutLooksToo(ManagedKey key) : PrivateFreeAtZero(key)
{
    /// <inheritdoc/>
    public override void PutFolio(Page page, int references = 1)
    {
        if (!PutDevmapManagedPage(page, references))
        {
            base.PutFolio(page, references);
        }
    }

    /// <inheritdoc/>
    public override void Put(Page page, int references = 1) => PutFolio(page, references);
}
