using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Layouts;

/// <summary>An inode goes with the entries of pages in use, and nobody can find these pages again.</summary>
internal static class UnmountBusy
{
    public static Bug Entry { get; } =
        new("UNMOUNT-BUSY", "a page in use is forgotten when its inode goes, and its block given away")
        {
            Base = KnownReleases.V6_1,
            Fix = static r =>
                r with
                {
                    LayoutBusyPage = r.LayoutBusyPage with { LooksAtUnmappedFiles = true },
                    Truncate = r.Truncate with { WaitsOnEvict = true },
                },
            Releases = From("v4.18", "v6.1"),
            Symptoms = Breaks(KernelRules.NoBusyBlockIsFreed, "remount-and-truncate-vs-put"),
            FixedBy = "0e2f80afcfa6",
            FixSubject = "fs/dax: ensure all pages are idle prior to filesystem unmount",
            FixedIn = "v6.15",
            Evidence = "the patch mail of the fix, and of bde708f1a65d, which warns of it",
        };
}
