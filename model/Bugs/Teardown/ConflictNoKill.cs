using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Memremap.TeardownDuties;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>Two early returns skip the exit that kills the reference, which callers rely on.</summary>
internal static class ConflictNoKill
{
    public static Bug Entry { get; } =
        new("CONFLICT-NOKILL", "a page map that is refused for its addresses keeps a live reference")
        {
            Base = KnownReleases.V5_0,
            Fix = static r => r with { Memremap = r.Memremap.With(KillsOnConflict) },
            Releases = From("v5.0", "v5.2"),
            HiddenIn = From("v4.14", "v4.18"),
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "add-over-another"),
            IntroducedBy = "a95c90f1e2c2",
            FixedIn = "v5.3",
            Evidence =
                "the code of v5.2 was read: it returns from the conflict checks; the fix came with the clean-up of "
                + "v5.3",
        };
}
