using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>The pages taken so far are put, and the reference through which they were reached is not.</summary>
internal static class GupHugePgmapLeak
{
    public static Bug Entry { get; } =
        new(
            "GUP-HUGE-PGMAP-LEAK",
            "get_user_pages_fast keeps its reference to the page map when a page under a huge entry is refused"
        )
        {
            Base = KnownReleases.V5_10,
            Fix = static r => r with { HugeEntries = r.HugeEntries! with { ForgetsPagemapWhenRefused = false } },
            Releases = From("v5.7", "v5.10"),
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "gup-fast-huge-refused-vs-unplug"),
            IntroducedBy = "3faa52c03f44",
            FixedBy = "6401c4eb57f9",
            FixSubject = "mm: gup: fix potential pgmap refcnt leak in __gup_device_huge()",
            FixedIn = "v5.15",
            Evidence = "the fix's patch mail; its hash from the message of the commit that followed it up",
        };
}
