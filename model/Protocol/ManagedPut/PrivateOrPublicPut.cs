using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedPut;

/// <summary>v4.14 to v4.17: the same steps for private and public memory only, under HMM's names
/// (kernel/memremap.c).</summary>
public sealed class PrivateOrPublicPut : ManagedPutForm
{
    /// <summary>The branch of v4.14's <c>put_page</c>.</summary>
    [KernelFunction("is_device_private_page", "include/linux/mm.h", "v4.14")]
    public override async Routine<bool> PutDevmapManagedPage(Linux linux, Page page, int site, int references = 1) =>
        await base.PutDevmapManagedPage(linux, page, site, references);

    /// <inheritdoc/>
    [KernelFunction("put_zone_device_private_or_public_page", "kernel/memremap.c", "v4.14")]
    protected override async Routine PutManaged(Linux linux, Page page, int references) =>
        await base.PutManaged(linux, page, references);
}
