using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>
/// The fast path through a huge page table entry of device memory: <c>__gup_device_huge</c> (mm/gup.c @ v4.18). One
/// entry maps several pages, which are taken one by one, and the entry is looked at again when all are taken.
/// </summary>
public record HugeEntryForm
{
    private static readonly PageGrab s_getPage = new GetPage();

    /// <summary>v4.18 (a9b6de77b1a3): the entry may have been cleared in the meantime; then all pages are put
    /// again.</summary>
    public bool LooksAgain { get; init; } = true;

    /// <summary>v5.7 to v5.14: when a page is refused, the others are put, and the reference to the page map is
    /// forgotten.</summary>
    public bool ForgetsPagemapWhenRefused { get; init; }

    /// <summary>From v5.15 on the reference to the page map is put last. Before, when a page was refused, it was put
    /// first, or forgotten.</summary>
    public bool PutsPagemapLast { get; init; }

    /// <summary>Up to v5.6: pages are taken with <c>get_page</c>, which refuses none, also where the slow path
    /// does.</summary>
    public bool TakesWithGetPage { get; init; }

    /// <summary>v6.12: pages are taken with <c>try_grab_folio_fast</c>, as under a small entry: not at 0, and by a full
    /// barrier.</summary>
    public bool TakesUnlessZero { get; init; }

    /// <summary>True if a page may be refused.</summary>
    public bool CanRefuse(GetUserPagesForm slow) => !TakesWithGetPage && slow.Grab.CanRefuse;

    /// <summary><c>get_user_pages_fast</c> of neighbouring pages under one entry; how many it got: all or
    /// none.</summary>
    [KernelFunction("__gup_device_huge", "mm/gup.c", "v4.18")]
    public virtual async Routine<int> Fast(Linux linux, DaxFile file, int first, int count)
    {
        if (!await file.Maps(first))
        {
            return 0;
        }

        Pgmap? held = null;
        for (var taken = 0; taken < count; taken++)
        {
            held = await linux.PagemapLookup.GetDevPagemap(linux, file.Pages[first + taken], held);
            if (held is null)
            {
                return await Undo(linux, file, first, taken);
            }

            if (!await Take(linux, file.Pages[first + taken]))
            {
                if (!ForgetsPagemapWhenRefused && !PutsPagemapLast)
                {
                    await linux.PagemapLookup.PutReference(linux, held);
                }

                await Undo(linux, file, first, taken);
                if (PutsPagemapLast)
                {
                    await linux.PagemapLookup.PutReference(linux, held);
                }

                return 0;
            }
        }

        if (held is not null)
        {
            await linux.PagemapLookup.PutReference(linux, held);
        }

        return LooksAgain && !await file.Maps(first) ? await Undo(linux, file, first, count) : Hold(file, first, count);
    }

    /// <summary>
    /// A count that is about to overflow is refused, by try_get_page and what came after it: a fault to inject.
    /// </summary>
    protected virtual async Routine<bool> Take(Linux linux, Page page) =>
        TakesWithGetPage
            ? await s_getPage.Take(linux, page, 1)
            : !await linux.RefusesGrab(page)
                && (
                    TakesUnlessZero
                        ? await page.RefCount.AddUnless(1, 0)
                        : await linux.GetUserPages.Grab.Take(linux, page, 1)
                );

    // Until the entry was looked at again the references are nobody's.
    private static int Hold(DaxFile file, int first, int count)
    {
        for (var i = 0; i < count; i++)
        {
            file.Pages[first + i].Hold(1);
        }

        return count;
    }

    /// <summary><c>undo_dev_pagemap</c>: puts the pages taken so far, the last one first.</summary>
    [KernelFunction("undo_dev_pagemap", "mm/gup.c", "v4.18")]
    protected virtual async Routine<int> Undo(Linux linux, DaxFile file, int first, int taken)
    {
        for (var i = taken - 1; i >= 0; i--)
        {
            await linux.PutPage.Put(linux, file.Pages[first + i]);
        }

        return 0;
    }
}
