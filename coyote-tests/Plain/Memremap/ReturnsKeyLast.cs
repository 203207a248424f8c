using System.Threading.Tasks;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.Memremap;

/// <summary>v5.4: the key goes back at the end of the release.</summary>
/// <param name="key">The key.</param>
/// <param name="put">How pages are put.</param>
/// <param name="rcu">What lookups of page maps are protected by.</param>
public class ReturnsKeyLast(ManagedKey key, PutPage put, Rcu rcu) : TakesKey(key, put, rcu)
{
    /// <inheritdoc/>
    protected override async Task Release(Pgmap pgmap)
    {
        await base.Release(pgmap);
        await ReturnKey(pgmap);
    }

    /// <inheritdoc/>
    protected override Task<bool> HaveKeyReturned(Device device, Pgmap pgmap) => Task.FromResult(true);

    /// <inheritdoc/>
    protected override async Task Abandon(Pgmap pgmap)
    {
        await base.Abandon(pgmap);
        await ReturnKey(pgmap);
    }
}
