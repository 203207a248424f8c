using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;

namespace PgmapCheck.Plain.Puts;

/// <summary>v5.18: a pin is dropped like a reference to an ordinary folio.</summary>
/// <param name="key">The key.</param>
public sealed class UnpinsThroughFolio(ManagedKey key) : WakesAtOne(key)
{
    /// <inheritdoc/>
    public override void Unpin(Page page) => PutFolio(page, PinBias);
}
