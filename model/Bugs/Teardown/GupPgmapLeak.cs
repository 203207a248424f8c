using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>One early return skips the exit that drops the reference.</summary>
internal static class GupPgmapLeak
{
    public static Bug Entry { get; } =
        new("GUP-PGMAP-LEAK", "get_user_pages keeps its reference to the page map when it runs into a hole")
        {
            Base = KnownReleases.V5_0,
            Fix = static r => r with { GetUserPages = r.GetUserPages with { LosesPagemapOutsideMapping = false } },
            Releases = ["v5.0"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "gup-past-mapping-vs-unplug"),
            IntroducedBy = "df06b37ffe5a",
            FixedBy = "08be37b79864",
            FixSubject = "mm/gup: finish consolidating error handling",
            FixedIn = "v5.1",
            Evidence = "the fix's message; its hash from memory",
        };
}
