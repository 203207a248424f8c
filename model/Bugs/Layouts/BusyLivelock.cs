using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Layouts;

/// <summary>The scan goes on inside a large entry, and finds it again.</summary>
internal static class BusyLivelock
{
    public static Bug Entry { get; } =
        new("BUSY-LIVELOCK", "the scan for busy pages never gets past an entry for several pages")
        {
            Base = KnownReleases.V4_18,
            Fix = static r => r with { LayoutBusyPage = r.LayoutBusyPage with { StepsOverEntries = true } },
            Releases = ["v4.18"],
            Symptoms = Breaks(
                Interleave.EngineRules.FairExecutionsEnd,
                "huge-page-vs-truncate",
                "gup-fast-huge-vs-truncate"
            ),
            IntroducedBy = "5fac7408d828",
            FixedBy = "d7782145e1ad",
            FixSubject = "filesystem-dax: Fix dax_layout_busy_page() livelock",
            FixedIn = "v4.19",
            Evidence = "the fix's subject is quoted in later commits; its text is from memory",
        };
}
