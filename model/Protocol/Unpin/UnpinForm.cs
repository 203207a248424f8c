using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.Unpin;

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
    public virtual async Routine Unpin(Linux linux, Page page) =>
        await linux.Release.PutPage.Put(linux, page, Page.PinBias);
}
