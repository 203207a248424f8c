using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Layouts;

/// <summary>The page cache no longer expects entries, and fuse still leaves them to it.</summary>
internal static class Evict
{
    public static Bug Entry { get; } =
        new("EVICT", "an inode of fuse goes with entries that the page cache no longer expects")
        {
            Base = KnownReleases.V6_15,
            Fix = static r => r with { Truncate = r.Truncate with { FuseWaitsOnEvict = true } },
            Releases = ["v6.15"],
            Symptoms = Breaks(KernelRules.NoWarnings, "fuse-evict"),
            IntroducedBy = "bde708f1a65d",
            FixedBy = "befd9a71d859",
            FixSubject = "fuse: fix runtime warning on truncate_folio_batch_exceptionals()",
            FixedIn = "v6.17",
            Evidence = "the fix's message; erofs had the same (181993bb0d62)",
        };
}
