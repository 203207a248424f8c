using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs;

/// <summary>A page becomes idle, and nobody hears of it.</summary>
internal static class IdleTransitionBugs
{
    public static ImmutableArray<Bug> All { get; } =
    [
        new("REL-PAGES", "release_pages puts DAX and private pages like ordinary ones")
        {
            Releases = From("v4.14", "v5.2"),
            Symptoms =
            [
                .. Breaks(KernelRules.WaitersAreWoken, "release-pages-vs-truncate", "release-batch-vs-truncate"),
                .. Breaks(
                    KernelRules.PageFreeOncePerIdle, "release-pages-vs-truncate", "release-batch-vs-truncate", "mixed-batch",
                    "private-release-vs-put", "release-pages-vs-unplug", "two-pages-vs-unplug"),
            ],
            IntroducedBy = "df6ad69838fc",
            FixedBy = "c5d6c45e90c4",
            FixSubject = "mm/swap: Fix release_pages() when releasing devmap pages",
            Evidence = "the fix's message, and the discussion on linux-mm in June 2019",
        },
    ];
}
