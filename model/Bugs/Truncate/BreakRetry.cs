using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Truncate;

/// <summary>A page that becomes idle before the wait ends the search for further busy pages.</summary>
internal static class BreakRetry
{
    public static Bug Entry { get; } =
        new("BREAK-RETRY", "a page that becomes idle early ends the search for other busy pages")
        {
            Base = KnownReleases.V4_18,
            Fix = static r =>
                r with
                {
                    BreakLayouts = r.BreakLayouts with { LooksAgain = true },
                    // or it looks at a large entry for ever
                    LayoutBusyPage = r.LayoutBusyPage with
                    {
                        StepsOverEntries = true,
                    },
                },
            Releases = ["v4.18"],
            Symptoms = Breaks(
                KernelRules.NoBusyBlockIsFreed,
                "two-pages-vs-truncate",
                "gup-two-pages-vs-truncate",
                "gup-two-pages-vs-ext4-truncate",
                "gup-fast-huge-vs-truncate"
            ),
            IntroducedBy = "69eb5fa10eb2",
            FixedBy = "e25ff835af89",
            FixSubject = "xfs: Close race between direct IO and xfs_break_layouts()",
            FixedIn = "v4.19",
            Evidence = "the code before it was read in patch mails; the fix is cited from memory",
        };
}
