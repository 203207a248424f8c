using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Layouts;

/// <summary>The page cache takes entries of pages in use away from a file system that truncates without having
/// waited.</summary>
internal static class LayoutKeep
{
    public static Bug Entry { get; } =
        new("LAYOUT-KEEP", "a file system that does not break layouts truncates pages in use")
        {
            Base = KnownReleases.V6_1,
            Fix = static r => r with { Truncate = r.Truncate with { Ext2BreaksLayouts = true } },
            Releases = From("v4.18", "v6.1"),
            Symptoms = Breaks(KernelRules.NoBusyBlockIsFreed, "ext2-truncate-vs-put"),
            FixedIn = "v6.15",
            Evidence =
                "ext2_setsize was read: it calls truncate_setsize and frees the blocks; v6.15 warns of such a file "
                + "system (bde708f1a65d) and, from memory, "
                + "took DAX out of ext2. The fix here is not upstream's",
        };
}
