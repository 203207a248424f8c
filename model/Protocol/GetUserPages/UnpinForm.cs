using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>
/// <c>unpin_user_page</c> (mm/gup.c @ v5.7): drops a pin, which is many references in one. It has to see the idle
/// transition as <c>put_page</c> does.
/// </summary>
public class UnpinForm
{
    /// <summary>False up to v5.6: there were no pins.</summary>
    public virtual bool HasPins => true;

    /// <summary><c>unpin_user_page</c>; from v5.19 on by way of <c>gup_put_folio</c>.</summary>
    [KernelFunction("unpin_user_page", "mm/gup.c", "v5.7")]
    public virtual async Routine Unpin(Linux linux, Page page) => await PutGrabbed(linux, page, Page.PinBias);

    /// <summary>
    /// Puts what <c>get_user_pages_fast</c> has taken and cannot keep: <c>put_page</c>, from v5.18 on
    /// <c>gup_put_folio</c>.
    /// </summary>
    public virtual Routine PutGrabbed(Linux linux, Page page, int references) =>
        linux.PutPage.Put(linux, page, references);
}

/// <summary>Up to v5.6: users of <c>get_user_pages</c> put pages like everybody else.</summary>
public class NoPins : UnpinForm
{
    /// <inheritdoc/>
    public override bool HasPins => false;
}

/// <summary>v5.18 (d8ddc099c6b3): <c>folio_put_refs</c>, which looks neither at the static key nor at the page's
/// type.</summary>
public class ThroughFolio : UnpinForm
{
    /// <inheritdoc/>
    [KernelFunction("gup_put_folio", "mm/gup.c", "v5.18")]
    public override async Routine PutGrabbed(Linux linux, Page page, int references) =>
        await linux.PutPage.PutFolio(linux, page, references);
}

/// <summary>A virtual machine whose memory is a mapped DAX file (virt/kvm/kvm_main.c): it gets pages and releases
/// them.</summary>
/// <param name="TakesDevicePagesForReserved">
/// Up to v5.3: device pages carry the reserved flag, and KVM puts no reserved page.
/// </param>
public record KvmForm(bool TakesDevicePagesForReserved)
{
    /// <summary><c>kvm_release_pfn_clean</c>: the page table of the guest is filled in, the page is not needed any
    /// more.</summary>
    [KernelFunction("kvm_release_pfn_clean", "virt/kvm/kvm_main.c", "v4.18")]
    public virtual async Routine ReleasePfnClean(Linux linux, Page page)
    {
        var pgmap = await page.ReadPgmap(); // pfn_valid, PageReserved, and from v5.4 on is_zone_device_page
        linux.Machine.Drop(page.UserReference);
        if (pgmap is null || !TakesDevicePagesForReserved)
        {
            await linux.PutPage.Put(linux, page);
        }
    }
}
