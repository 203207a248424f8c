using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs;

/// <summary>Truncate gives a block away whose page is in use.</summary>
internal static class TruncateBugs
{
    public static ImmutableArray<Bug> All { get; } =
    [
        new("UNMAPPED-BUSY", "a page in use is not looked for once its file is unmapped")
        {
            Releases = From("v4.18", "v5.10"),
            Symptoms = Breaks(KernelRules.NoBusyBlockIsFreed, "munmap-vs-truncate"),
            IntroducedBy = "5fac7408d828",
            FixedBy = "cee91fa13a8e",
            FixSubject = "fs/dax: return unmapped busy pages from dax_layout_busy_page_range()",
            Evidence = "the fix's message",
        },
        new("BREAK-RETRY", "a page that becomes idle early ends the search for other busy pages")
        {
            Releases = ["v4.18"],
            Symptoms = Breaks(
                KernelRules.NoBusyBlockIsFreed, "two-pages-vs-truncate", "gup-two-pages-vs-truncate"),
            IntroducedBy = "69eb5fa10eb2",
            FixedBy = "e25ff835af89",
            FixSubject = "xfs: Close race between direct IO and xfs_break_layouts()",
            Evidence = "the code before it was read in patch mails; the fix is cited from memory",
        },
    ];
}
