using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;

namespace PgmapCheck.Plain.Puts;

/// <summary>In no kernel: holds the page map across the put, so that the driver can be told.</summary>
/// <param name="key">The key.</param>
public sealed class HoldsPgmapMeanwhile(ManagedKey key) : TellsDriverAtOne(key)
{
    /// <inheritdoc/>
    protected override void PutManaged(Page page, int references)
    {
        var pgmap = page.Pgmap; // its caller still has a reference to the page
        pgmap.Ref.Get();
        base.PutManaged(page, references);
        pgmap.Ref.Put();
    }
}
