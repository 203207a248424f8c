using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Protocol.References;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>
/// Takes references to the pages that a process has mapped (mm/gup.c @ v4.18). A page of device memory is reached
/// through a reference to its page map, which keeps the struct page there until the page itself is held.
/// </summary>
public record GetUserPagesForm
{
    /// <summary>How the slow path takes a page.</summary>
    public PageGrab Grab { get; init; } = new GetPage();

    /// <summary>
    /// v4.20 (df06b37ffe5a): the slow path keeps its reference to the page map until it has all pages, and drops it at
    /// its exit.
    /// </summary>
    public bool KeepsPagemap { get; init; }

    /// <summary>
    /// In no kernel: the slow path gives up when a page is mapped and its page map is not to be had. Up to v6.14 it
    /// asks for a fault, which finds the page mapped, and tries again, until a signal kills the process
    /// (docs/findings.md, GUP-DYING).
    /// </summary>
    public bool GivesUpWithoutPagemap { get; init; }

    /// <summary>v4.20 to v5.0: an address without mapping ends the slow path by another exit, which does not drop
    /// it.</summary>
    public bool LosesPagemapOutsideMapping { get; init; }

    /// <summary><c>get_user_pages</c> or <c>pin_user_pages</c> of one page; null if it cannot be had.</summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="current">The calling thread.</param>
    /// <param name="file">Whose mapping it is.</param>
    /// <param name="index">Which page.</param>
    /// <param name="references">1, or <see cref="Page.PinBias"/> for a pin.</param>
    public async Routine<Page?> Slow(Linux linux, TaskStruct current, DaxFile file, int index, int references = 1) =>
        await SlowMany(linux, current, file, index, 1, references) == 1 ? file.Pages[index] : null;

    /// <summary>The same for neighbouring pages; how many it got, from the first on.</summary>
    [KernelFunction("__get_user_pages", "mm/gup.c", "v4.18")]
    public virtual async Routine<int> SlowMany(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        int first,
        int count,
        int references = 1
    )
    {
        Pgmap? held = null; // ctx->pgmap, from v4.20 on
        var taken = 0;
        while (taken < count)
        {
            if (first + taken >= file.Pages.Length) // no VMA there
            {
                if (LosesPagemapOutsideMapping)
                {
                    return taken;
                }

                break;
            }

            await file.PageTableLock.Acquire();
            var isMapped = await file.Maps(first + taken);
            var page = isMapped
                ? await FollowPte(linux, file.Pages[first + taken], held, references)
                : new FollowedPage(held, false, false);
            await file.PageTableLock.Release();
            held = page.Pgmap;
            if (page.IsTaken)
            {
                held = KeepsPagemap ? held : null;
                taken++;
            }
            else if (
                isMapped
                    ? page.IsRefused || GivesUpWithoutPagemap
                    : !await linux.DaxFault.Fault(linux, current, file, first + taken)
            )
            {
                break;
            }
        }

        if (held is not null)
        {
            await linux.PagemapLookup.PutReference(linux, held);
        }

        return taken;
    }

    /// <summary>
    /// <c>get_user_pages_fast</c> of one page, without locks; null if the caller has to take the slow path.
    /// </summary>
    [KernelFunction("gup_pte_range", "mm/gup.c", "v4.18")]
    public virtual async Routine<Page?> Fast(Linux linux, DaxFile file, int index, int references = 1)
    {
        if (!await file.Maps(index))
        {
            return null;
        }

        var page = file.Pages[index];
        if (await linux.PagemapLookup.GetDevPagemap(linux, page) is not { } pgmap)
        {
            return null;
        }

        var taken = await page.RefCount.AddUnless(references, 0) && await Recheck(linux, file, index, references);
        await linux.PagemapLookup.PutReference(linux, pgmap);
        return taken ? page : null;
    }

    /// <summary>
    /// <c>follow_page_pte</c>: under the page table lock. Before v4.20 the reference to the page map is dropped at
    /// once.
    /// </summary>
    [KernelFunction("follow_page_pte", "mm/gup.c", "v4.18")]
    protected virtual async Routine<FollowedPage> FollowPte(Linux linux, Page page, Pgmap? held, int references)
    {
        var pgmap = await linux.PagemapLookup.GetDevPagemap(linux, page, held);
        if (pgmap is null)
        {
            return new FollowedPage(null, false, false);
        }

        var taken = await Grab.Take(linux, page, references);
        if (taken)
        {
            page.Hold(references);
        }

        if (!KeepsPagemap || !taken)
        {
            await linux.PagemapLookup.PutReference(linux, pgmap);
        }

        return new FollowedPage(taken ? pgmap : null, taken, !taken);
    }

    /// <summary>
    /// The entry may have been cleared between reading it and taking the reference: whoever cleared it did not see us.
    /// </summary>
    protected virtual async Routine<bool> Recheck(Linux linux, DaxFile file, int index, int references)
    {
        if (await file.Maps(index))
        {
            file.Pages[index].Hold(references);
            return true;
        }

        await linux.Unpin.PutGrabbed(linux, file.Pages[index], references);
        return false;
    }
}

/// <summary>
/// v6.15 (38607c62b34b): a mapped DAX page has a count of its own, so it is taken like any other page, and its page map
/// is not looked at.
/// </summary>
/// <remarks>
/// Interrupts are off in the fast path, which is a read-side section of RCU: teardown waits for it when it kills the
/// page map's reference.
/// </remarks>
public record NoPagemapLookup : GetUserPagesForm
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
    protected override async Routine<FollowedPage> FollowPte(Linux linux, Page page, Pgmap? held, int references)
    {
        if (!await Grab.Take(linux, page, references))
        {
            return new FollowedPage(null, false, true);
        }

        page.Hold(references);
        return new FollowedPage(page.Pgmap, true, false);
    }
}

/// <summary>What a look at a page table entry came to.</summary>
/// <param name="Pgmap">The page map that the page was reached through, or that was held before; null for none.</param>
/// <param name="IsTaken">True if the page was taken.</param>
/// <param name="IsRefused">True if its count did not let it be taken.</param>
public readonly record struct FollowedPage(Pgmap? Pgmap, bool IsTaken, bool IsRefused);
