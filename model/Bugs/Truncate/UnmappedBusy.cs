using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Truncate;

/// <summary>A file without mappings is taken to have no busy pages.</summary>
internal static class UnmappedBusy
{
    public static Bug Entry { get; } =
        new("UNMAPPED-BUSY", "a page in use is not looked for once its file is unmapped")
        {
            Base = KnownReleases.V4_18,
            Fix = static r => r with { LayoutBusyPage = r.LayoutBusyPage with { LooksAtUnmappedFiles = true } },
            Releases = From("v4.18", "v6.1"),
            Symptoms = Breaks(KernelRules.NoBusyBlockIsFreed, "munmap-vs-truncate"),
            IntroducedBy = "5fac7408d828",
            FixedBy = "cee91fa13a8e",
            FixSubject = "fs/dax: return unmapped busy pages from dax_layout_busy_page_range()",
            FixedIn = "v6.15",
            Evidence = "the fix's message",
        };
}
