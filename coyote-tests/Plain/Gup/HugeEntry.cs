using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.Gup;

/// <summary>
/// The fast path through a page table entry for several pages: <c>__gup_device_huge</c> (mm/gup.c @ v4.18). They are
/// taken one by one, all or none.
/// </summary>
/// <param name="lookup">From pages to page maps.</param>
/// <param name="put">How pages are put.</param>
public sealed class HugeEntry(PgmapLookup lookup, PutPage put)
{
    /// <summary>v4.18: looks at the entry again when all are taken.</summary>
    public bool LooksAgain { get; init; } = true;

    /// <summary>v5.7 to v5.14: when a page is refused it forgets the reference to the page map.</summary>
    public bool ForgetsPgmapWhenRefused { get; init; }

    /// <summary>A page that is refused, as its count is about to overflow; null for none.</summary>
    public Page? Refused { get; init; }

    /// <summary>Takes all pages of the file; false if it took none.</summary>
    public bool Fast(DaxFile file)
    {
        if (file.Read(0) is not DaxFile.Pte.FilePage || lookup.GetDevPagemap(file.Pages[0]) is not { } pgmap)
        {
            return false;
        }

        for (var taken = 0; taken < file.Pages.Count; taken++)
        {
            if (file.Pages[taken] == Refused)
            {
                if (!ForgetsPgmapWhenRefused)
                {
                    PgmapLookup.PutDevPagemap(pgmap);
                }

                return Undo(file, taken);
            }

            file.Pages[taken].Add(1);
        }

        PgmapLookup.PutDevPagemap(pgmap);
        if (LooksAgain && file.Read(0) is not DaxFile.Pte.FilePage)
        {
            return Undo(file, file.Pages.Count);
        }

        foreach (var page in file.Pages)
        {
            page.Hold();
        }

        return true;
    }

    // undo_dev_pagemap
    private bool Undo(DaxFile file, int taken)
    {
        for (var i = 0; i < taken; i++)
        {
            put.Put(file.Pages[i]);
        }

        return false;
    }
}
