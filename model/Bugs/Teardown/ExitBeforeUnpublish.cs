using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Memremap.TeardownDuties;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>Reported as a race with get_dev_pagemap. With a faithful percpu_ref the old order is safe; three changes of
/// percpu_ref make it unsafe.</summary>
internal static class ExitBeforeUnpublish
{
    public static Bug Entry { get; } =
        new("EXIT-BEFORE-UNPUBLISH", "the reference is freed while lookups still find the page map")
        {
            Claim = BugClaim.SafeUnlessChanged,
            Base = KnownReleases.V5_19,
            Fix = static r => r with { Memremap = r.Memremap.With(ExitsLast) },
            UnsafeChanges =
            [
                ("a kill that nobody sees", static r => r with { PercpuReference = new() { PublishedByKill = 0 } }),
                (
                    "a kill that publishes DEAD alone, to readers that look at ATOMIC alone",
                    static r =>
                        r with
                        {
                            PercpuReference = new()
                            {
                                PublishedByKill = PercpuRef.Dead,
                                StopsPerCpuCounting = PercpuRef.Atomic,
                            },
                        }
                ),
                (
                    "a switch to atomic counting without a grace period",
                    static r => r with { PercpuReference = new() { WaitsForReaders = false } }
                ),
            ],
            Symptoms = Breaks(KernelRules.NoUseAfterFree, "dax-supported-vs-unplug"),
            IntroducedBy = "b7b3c01b1915",
            FixedBy = "1e57ffb6e3fd",
            FixSubject = "mm/memremap: fix memunmap_pages() race with get_dev_pagemap()",
            FixedIn = "v6.0",
            Evidence = "the fix's message; that the order is safe is this model's result (docs/findings.md)",
        };
}
