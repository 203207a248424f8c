using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>
/// v6.17 (fd2825b0760a): a mapped DAX page has a count of its own, so it is taken like any other page, and its page map
/// is not looked at.
/// </summary>
/// <remarks>
/// Interrupts are off in the fast path, which is a read-side section of RCU: teardown waits for it when it kills the
/// page map's reference.
/// </remarks>
public sealed record NoPagemapLookup : GetUserPagesForm
{
    /// <inheritdoc/>
    [KernelFunction("gup_fast_pte_range", "mm/gup.c", "v6.17")]
    public override async Routine<Page?> Fast(Linux linux, DaxFile file, int index, int references = 1)
    {
        var rcu = await linux.RcuSched.ReadLock();
        var taken =
            await file.Maps(index)
            && await file.Pages[index].RefCount.AddUnless(references, 0)
            && await Recheck(linux, file, index, references);
        await linux.RcuSched.ReadUnlock(rcu);
        return taken ? file.Pages[index] : null;
    }

    /// <summary><c>follow_page_pte</c>: the page map is only named, no reference to it is taken.</summary>
    [KernelFunction("follow_page_pte", "mm/gup.c", "v6.17")]
    protected override async Routine<Pgmap?> FollowPte(Linux linux, Page page, Pgmap? held, int references)
    {
        if (!await Grab.Take(linux, page, references))
        {
            return null;
        }

        page.Hold(references);
        return page.Pgmap;
    }
}
