using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PutPage;

/// <summary>In no kernel: <c>folio_put</c> looks whether the page is managed, as <c>put_page</c> does.</summary>
public sealed class FolioPutLooksToo : PutPageForm
{
    /// <inheritdoc/>
    public override async Routine Put(Linux linux, Page page, int references = 1) =>
        await PutFolio(linux, page, references);

    /// <inheritdoc/>
    public override async Routine PutFolio(Linux linux, Page page, int references = 1)
    {
        if (!await linux.Release.ManagedPut.PutDevmapManagedPage(linux, page, Linux.PutPageSite, references))
        {
            await base.PutFolio(linux, page, references);
        }
    }
}
