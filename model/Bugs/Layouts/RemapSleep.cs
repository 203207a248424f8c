using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Layouts;

/// <summary>Truncate sleeps until nobody maps the page, and lets faults map it meanwhile.</summary>
internal static class RemapSleep
{
    public static Bug Entry { get; } =
        new("REMAP-SLEEP", "truncate sleeps for a page that nobody uses, because it was mapped again")
        {
            Base = KnownReleases.V6_15,
            Fix = static r => r with { BreakLayouts = r.BreakLayouts with { RescansWhenMapped = true } },
            Releases = From("v6.15", "v6.17"),
            Symptoms = Breaks(KernelRules.WaitersAreWoken, "fault-vs-put-vs-truncate", "shared-fault-vs-truncate"),
            IntroducedBy = "38607c62b34b",
            Evidence =
                "found by this model; the busy test and the sleep test were read in fs/dax.c of v6.16, no upstream "
                + "report known (docs/findings.md)",
        };
}
