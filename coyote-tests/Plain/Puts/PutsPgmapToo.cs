using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;

namespace PgmapCheck.Plain.Puts;

/// <summary>v4.5 to v4.11: with each reference to a device page one to its page map goes.</summary>
/// <param name="key">The key.</param>
public sealed class PutsPgmapToo(ManagedKey key) : TellsDriverAtOne(key)
{
    /// <inheritdoc/>
    public override void Put(Page page, int references = 1)
    {
        base.Put(page, references);
        PgmapLookup.PutDevPagemap(page.Pgmap);
    }
}
