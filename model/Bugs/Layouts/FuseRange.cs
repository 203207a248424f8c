using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Layouts;

/// <summary>A range that ends at 0 is taken to be the whole file.</summary>
internal static class FuseRange
{
    public static Bug Entry { get; } =
        new("FUSE-RANGE", "fuse looks for busy pages in the first page of a file only")
        {
            Base = KnownReleases.V5_10,
            Fix = static r => r with { BreakLayouts = r.BreakLayouts with { FuseCoversTheFile = true } },
            Releases = From("v5.10", "v6.1"),
            Symptoms = Breaks(
                KernelRules.NoBusyBlockIsFreed,
                "fuse-second-page-vs-truncate",
                "gup-two-pages-vs-fuse-truncate"
            ),
            IntroducedBy = "6ae330cad6ef",
            FixedBy = "7851bf649d42",
            FixSubject = "fuse: fix dax truncate/punch_hole fault path",
            FixedIn = "v6.15",
            Evidence =
                "the fix's message, which says that nothing is scanned; by the code the first page is "
                + "(docs/findings.md)",
        };
}
