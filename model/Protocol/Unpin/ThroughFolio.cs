using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.Unpin;

/// <summary>v5.18 (d8ddc099c6b3): <c>folio_put_refs</c>, which looks neither at the static key nor at the page's
/// type.</summary>
public sealed class ThroughFolio : UnpinForm
{
    /// <inheritdoc/>
    [KernelFunction("gup_put_folio", "mm/gup.c", "v5.18")]
    public override async Routine Unpin(Linux linux, Page page) =>
        await linux.Release.PutPage.PutFolio(linux, page, Page.PinBias);
}
