using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PfnWalk;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.PrivateMemory;

/// <summary>Where a free page has count 1, whoever takes and puts it makes it idle a second time.</summary>
internal static class DpSpec
{
    public static Bug Entry { get; } =
        new("DP-SPEC", "looking at a free private page by its number frees it again")
        {
            Base = KnownReleases.V5_10,
            Fix = static r => r with { PfnWalk = new OnlyOrdinaryPages() },
            Releases = From("v4.14", "v5.10"),
            Symptoms =
            [
                .. Breaks(
                    KernelRules.NoPageFreeOfFreePage,
                    "private-walker-vs-free-page",
                    "private-walker-vs-put",
                    "private-walker-vs-fault"
                ),
                .. Breaks(KernelRules.FreePagesAreUnused, "private-walker-vs-free-page"),
            ],
            IntroducedBy = "5042db43cc26",
            FixedBy = "27674ef6c73f",
            FixSubject = "mm: remove the extra ZONE_DEVICE struct page refcount",
            FixedIn = "v5.18",
            Evidence = "derived; only memory_failure up to v4.18 is known to take such a reference (docs/findings.md)",
        };
}
