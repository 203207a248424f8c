using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.Kvm;

/// <summary>A virtual machine whose memory is a mapped DAX file (virt/kvm/kvm_main.c): it gets pages and releases
/// them.</summary>
/// <param name="TakesDevicePagesForReserved">
/// Up to v5.3: device pages carry the reserved flag, and KVM puts no reserved page.
/// </param>
public sealed record KvmForm(bool TakesDevicePagesForReserved)
{
    /// <summary><c>kvm_release_pfn_clean</c>: the page table of the guest is filled in, the page is not needed any
    /// more.</summary>
    [KernelFunction("kvm_release_pfn_clean", "virt/kvm/kvm_main.c", "v4.18")]
    public async Routine ReleasePfnClean(Linux linux, Page page)
    {
        await page.ReadOwner(); // pfn_valid, PageReserved, and from v5.4 on is_zone_device_page
        linux.Machine.Drop(page.UserReference);
        if (page.Pgmap is null || !TakesDevicePagesForReserved)
        {
            await linux.Release.PutPage.Put(linux, page);
        }
    }
}
