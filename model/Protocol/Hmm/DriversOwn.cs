namespace PgmapCheck.Model.Protocol.Hmm;

/// <summary>
/// v5.3: <c>hmm_devmem_add</c> is gone; drivers of private memory call <c>devm_memremap_pages</c> themselves.
/// </summary>
public sealed class DriversOwn : ThroughMemremap
{
    /// <inheritdoc/>
    public override bool OffersDevmem => false;
}
