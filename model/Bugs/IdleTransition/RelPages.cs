using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.ReleasePages;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.IdleTransition;

/// <summary>Only public pages are put the device's way by release_pages; nobody hears that a DAX page is
/// idle.</summary>
internal static class RelPages
{
    public static Bug Entry { get; } =
        new("REL-PAGES", "release_pages puts DAX and private pages like ordinary ones")
        {
            Base = KnownReleases.V4_18,
            Fix = static r => r with { ReleasePages = new EveryDevicePage() },
            Releases = From("v4.14", "v5.2"),
            Symptoms =
            [
                .. Breaks(KernelRules.WaitersAreWoken, "release-pages-vs-truncate", "release-batch-vs-truncate"),
                .. Breaks(
                    KernelRules.PageFreeOncePerIdle,
                    "release-pages-vs-truncate",
                    "release-batch-vs-truncate",
                    "mixed-batch",
                    "private-release-vs-put",
                    "release-pages-vs-unplug",
                    "two-pages-vs-unplug"
                ),
            ],
            IntroducedBy = "df6ad69838fc",
            FixedBy = "c5d6c45e90c4",
            FixSubject = "mm/swap: Fix release_pages() when releasing devmap pages",
            FixedIn = "v5.3",
            Evidence = "the fix's message, and the discussion on linux-mm in June 2019",
        };
}
