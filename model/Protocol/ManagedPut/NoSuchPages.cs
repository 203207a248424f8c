using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedPut;

/// <summary>v6.15 (38607c62b34b): no page is special to <c>put_page</c> any more.</summary>
public sealed class NoSuchPages : ManagedPutForm
{
    /// <inheritdoc/>
    public override Routine<bool> PutDevmapManagedPage(Linux linux, Page page, int site, int references = 1) =>
        Routine<bool>.Of(false);
}
