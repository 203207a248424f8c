using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>
/// Takes a reference to the page that a process has mapped (mm/gup.c @ v4.18). A page of device memory is reached
/// through a reference to its page map, which keeps the struct page there until the page itself is held.
/// </summary>
public class GetUserPagesForm
{
    /// <summary><c>get_user_pages</c> of one page; null if it cannot be had.</summary>
    [KernelFunction("get_user_pages", "mm/gup.c", "v4.18")]
    public virtual async Routine<Page?> Slow(Linux linux, TaskStruct current, DaxFile file, int index)
    {
        while (true)
        {
            await file.PageTableLock.Acquire();
            if (await file.Ptes[index].Load(Interleave.Memory.MemoryOrder.Plain) != 0)
            {
                var page = await FollowPte(linux, file.Pages[index]);
                await file.PageTableLock.Release();
                return page;
            }

            await file.PageTableLock.Release();
            if (!await linux.Release.DaxFault.Fault(linux, current, file, index))
            {
                return null;
            }
        }
    }

    /// <summary>
    /// <c>get_user_pages_fast</c> of one page, without locks; null if the caller has to take the slow path.
    /// </summary>
    [KernelFunction("gup_pte_range", "mm/gup.c", "v4.18")]
    public virtual async Routine<Page?> Fast(Linux linux, DaxFile file, int index)
    {
        if (await file.Ptes[index].Load() == 0)
        {
            return null;
        }

        var page = file.Pages[index];
        if (await linux.Release.PagemapLookup.GetDevPagemap(linux, page) is not { } pgmap)
        {
            return null;
        }

        var taken = await page.RefCount.IncNotZero() && await Recheck(linux, file, index);
        await linux.Release.PagemapLookup.PutReference(linux, pgmap);
        return taken ? page : null;
    }

    /// <summary><c>follow_page_pte</c>: under the page table lock.</summary>
    [KernelFunction("follow_page_pte", "mm/gup.c", "v4.18")]
    protected virtual async Routine<Page?> FollowPte(Linux linux, Page page)
    {
        if (await linux.Release.PagemapLookup.GetDevPagemap(linux, page) is not { } pgmap)
        {
            return null;
        }

        var taken = await GetPage(linux, page);
        if (taken)
        {
            linux.Machine.Hold(page.UserReference);
        }

        await linux.Release.PagemapLookup.PutReference(linux, pgmap);
        return taken ? page : null;
    }

    /// <summary><c>get_page</c>: one reference more, whatever the count is.</summary>
    [KernelFunction("get_page", "include/linux/mm.h", "v4.18")]
    protected virtual async Routine<bool> GetPage(Linux linux, Page page)
    {
        await page.RefCount.Inc();
        return true;
    }

    /// <summary>
    /// The entry may have been cleared between reading it and taking the reference: whoever cleared it did not see us.
    /// </summary>
    protected virtual async Routine<bool> Recheck(Linux linux, DaxFile file, int index)
    {
        if (await file.Ptes[index].Load() != 0)
        {
            linux.Machine.Hold(file.Pages[index].UserReference);
            return true;
        }

        await linux.Release.PutPage.Put(linux, file.Pages[index]);
        return false;
    }
}
