using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Truncate;

/// <summary>The huge path does not look at the entry again once it has its references.</summary>
internal static class GupFastPmd
{
    public static Bug Entry { get; } =
        new("GUPFAST-PMD", "get_user_pages_fast takes pages under a huge entry that is gone")
        {
            Base = KnownReleases.V5_0,
            Break = static r => r with { HugeEntries = r.HugeEntries! with { LooksAgain = false } },
            Fix = static r => r with { HugeEntries = r.HugeEntries! with { LooksAgain = true } },
            Symptoms = Breaks(KernelRules.NoBusyBlockIsFreed, "gup-fast-huge-vs-truncate"),
            IntroducedBy = "3565fce3a659",
            FixedBy = "a9b6de77b1a3",
            FixSubject = "mm: fix __gup_device_huge vs unmap",
            FixedIn = "v4.18",
            Evidence =
                "the fix's message, its hash from memory; v4.17's path, put into a kernel that waits for busy pages",
        };
}
