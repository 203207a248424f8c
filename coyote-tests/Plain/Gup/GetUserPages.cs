using System.Threading.Tasks;
using Microsoft.Coyote.Specifications;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Layouts;
using PgmapCheck.Plain.Monitors;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.Gup;

/// <summary>
/// Takes references to pages that a process has mapped (mm/gup.c): slow, under the page table lock and with faults, or
/// fast, without a lock. Either way the page map's reference keeps the struct page there until the page is held.
/// </summary>
/// <param name="lookup">From pages to page maps.</param>
/// <param name="mappings">The process's mappings.</param>
public class GetUserPages(PgmapLookup lookup, Mappings mappings)
{
    /// <summary>How the slow path takes a page.</summary>
    public Func<Page, bool> Grab { get; init; } = PageGrab.GetPage;

    /// <summary>v4.20: the slow path keeps its reference to the page map until it has all pages.</summary>
    public bool KeepsPgmap { get; init; }

    /// <summary>In no kernel: it gives up when a page is mapped and its page map is not to be had. Otherwise it asks
    /// for a fault, which has nothing to do, and looks again.</summary>
    public bool GivesUpWithoutPgmap { get; init; }

    /// <summary>v4.20 to v5.0: past the mapping it ends by another exit, and forgets that reference.</summary>
    public bool LosesPgmapPastMapping { get; init; }

    /// <summary>How pages are put.</summary>
    protected PutPage Pages => mappings.Put;

    /// <summary><c>get_user_pages</c> of so many pages from the first on: those that it got.</summary>
    public async Task<IReadOnlyList<Page>> Slow(DaxFile file, int count = 1)
    {
        Specification.Monitor<GetUserPagesEnds>(new GetUserPagesBegins());
        var taken = await TakeMany(file, count);
        Specification.Monitor<GetUserPagesEnds>(new GetUserPagesReturns());
        return taken;
    }

    /// <summary><c>get_user_pages_fast</c> of one page; null if the slow path has to do it.</summary>
    public virtual Page? Fast(DaxFile file, int index = 0)
    {
        if (file.Read(index) is not DaxFile.Pte.FilePage)
        {
            return null;
        }

        var page = file.Pages[index];
        if (lookup.GetDevPagemap(page) is not { } pgmap)
        {
            return null;
        }

        var isTaken = page.AddUnlessZero(1) && IsStillMapped(file, index);
        PgmapLookup.PutDevPagemap(pgmap);
        return isTaken ? page : null;
    }

    /// <summary>
    /// The entry may have been cleared before the reference was taken: then whoever cleared it has not seen it, and it
    /// is put again.
    /// </summary>
    protected bool IsStillMapped(DaxFile file, int index)
    {
        if (file.Read(index) is DaxFile.Pte.FilePage)
        {
            file.Pages[index].Hold();
            return true;
        }

        Pages.Put(file.Pages[index]);
        return false;
    }

    /// <summary><c>follow_page_pte</c>, under the page table lock.</summary>
    protected virtual FollowedPte FollowPte(DaxFile file, int index, ref Pgmap? held)
    {
        lock (file.PageTableLock)
        {
            if (file.Read(index) is not DaxFile.Pte.FilePage)
            {
                return FollowedPte.NotMapped;
            }

            var page = file.Pages[index];
            held ??= lookup.GetDevPagemap(page);
            if (held is null)
            {
                return FollowedPte.WithoutPgmap;
            }

            var isTaken = Grab(page);
            if (isTaken)
            {
                page.Hold();
            }

            if (!KeepsPgmap || !isTaken)
            {
                PgmapLookup.PutDevPagemap(held);
                held = null;
            }

            return isTaken ? FollowedPte.Taken : FollowedPte.Refused;
        }
    }

    private async Task<IReadOnlyList<Page>> TakeMany(DaxFile file, int count)
    {
        var taken = new List<Page>();
        Pgmap? held = null;
        while (taken.Count < count)
        {
            if (taken.Count >= file.Pages.Count)
            {
                if (LosesPgmapPastMapping)
                {
                    return taken;
                }

                break;
            }

            var pte = FollowPte(file, taken.Count, ref held);
            if (pte is FollowedPte.Taken)
            {
                taken.Add(file.Pages[taken.Count]);
            }
            else if (
                pte is FollowedPte.Refused
                || (pte is FollowedPte.WithoutPgmap && GivesUpWithoutPgmap)
                || !await mappings.Fault(file, taken.Count)
            )
            {
                break;
            }
        }

        if (held is not null)
        {
            PgmapLookup.PutDevPagemap(held);
        }

        return taken;
    }
}

/// <summary>What a look at a page table entry came to.</summary>
public enum FollowedPte
{
    /// <summary>No page of the file is mapped there.</summary>
    NotMapped,

    /// <summary>A page is, and its page map is gone or going.</summary>
    WithoutPgmap,

    /// <summary>The page's count did not let it be taken.</summary>
    Refused,

    /// <summary>The page is held.</summary>
    Taken,
}
