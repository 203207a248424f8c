using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs;

/// <summary>Waiting for pages in use before blocks are given away.</summary>
internal static class LayoutsBugs
{
    /// <summary>A page that becomes idle before the wait ends the search for further busy pages.</summary>
    public static Bug BreakRetry { get; } =
        new("BREAK-RETRY", "a page that becomes idle early ends the search for other busy pages")
        {
            Base = KnownReleases.V4_18,
            Fix = static r =>
                r with
                {
                    BreakLayouts = r.BreakLayouts with { LooksAgain = true },
                    // or it looks at a large entry for ever
                    LayoutBusyPage = r.LayoutBusyPage with
                    {
                        StepsOverEntries = true,
                    },
                },
            Releases = ["v4.18"],
            Symptoms = Breaks(
                KernelRules.NoBusyBlockIsFreed,
                "two-pages-vs-truncate",
                "gup-two-pages-vs-truncate",
                "gup-two-pages-vs-ext4-truncate",
                "gup-fast-huge-vs-truncate"
            ),
            IntroducedBy = "69eb5fa10eb2",
            FixedBy = "e25ff835af89",
            FixSubject = "xfs: Close race between direct IO and xfs_break_layouts()",
            FixedIn = "v4.19",
            Evidence = "the code before it was read in patch mails; the fix is cited from memory",
        };

    /// <summary>The scan goes on inside a large entry, and finds it again.</summary>
    public static Bug BusyLivelock { get; } =
        new("BUSY-LIVELOCK", "the scan for busy pages never gets past an entry for several pages")
        {
            Base = KnownReleases.V4_18,
            Fix = static r => r with { LayoutBusyPage = r.LayoutBusyPage with { StepsOverEntries = true } },
            Releases = ["v4.18"],
            Symptoms = Breaks(
                Interleave.Violations.EngineRules.FairExecutionsEnd,
                "huge-page-vs-truncate",
                "gup-fast-huge-vs-truncate"
            ),
            IntroducedBy = "5fac7408d828",
            FixedBy = "d7782145e1ad",
            FixSubject = "filesystem-dax: Fix dax_layout_busy_page() livelock",
            FixedIn = "v4.19",
            Evidence = "the fix's subject is quoted in later commits; its text is from memory",
        };

    /// <summary>The scan for busy pages unmaps private copies with the pages.</summary>
    public static Bug CowUnmap { get; } =
        new("COW-UNMAP", "looking for busy pages throws private copies of pages away")
        {
            Base = KnownReleases.V5_2,
            Fix = static r => r with { LayoutBusyPage = r.LayoutBusyPage with { KeepsPrivateCopies = true } },
            Releases = From("v4.18", "v5.2"),
            Symptoms = Breaks(
                KernelRules.PrivateCopiesStay,
                "private-copy-vs-punch-hole",
                "private-write-vs-punch-hole"
            ),
            IntroducedBy = "5fac7408d828",
            FixedBy = "d75996dd022b",
            FixSubject = "dax: dax_layout_busy_page() should not unmap cow pages",
            FixedIn = "v5.3",
            Evidence = "the fix's message",
        };

    /// <summary>The page cache no longer expects entries, and fuse still leaves them to it.</summary>
    public static Bug Evict { get; } =
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

    /// <summary>A range that ends at 0 is taken to be the whole file.</summary>
    public static Bug FuseRange { get; } =
        new("FUSE-RANGE", "fuse looks for busy pages in the first page of a file only")
        {
            Base = KnownReleases.V5_10,
            Fix = static r => r with { BreakLayouts = r.BreakLayouts with { FuseCoversTheFile = true } },
            Releases = From("v5.10", "v6.12"),
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

    /// <summary>The page cache takes entries of pages in use away from a file system that truncates without having
    /// waited.</summary>
    public static Bug LayoutKeep { get; } =
        new("LAYOUT-KEEP", "a file system that does not break layouts truncates pages in use")
        {
            Base = KnownReleases.V6_1,
            Fix = static r => r with { Truncate = r.Truncate with { Ext2BreaksLayouts = true } },
            Releases = From("v4.18", "v6.12"),
            Symptoms = Breaks(KernelRules.NoBusyBlockIsFreed, "ext2-truncate-vs-put"),
            FixedIn = "v6.15",
            Evidence =
                "ext2_setsize was read: it calls truncate_setsize and frees the blocks; v6.15 warns of such a file "
                + "system (bde708f1a65d) and, from memory, "
                + "took DAX out of ext2. The fix here is not upstream's",
        };

    /// <summary>The scan for busy pages passes over an entry that somebody has locked.</summary>
    public static Bug LockedSkip { get; } =
        new("LOCKED-SKIP", "a page whose entry is locked is not looked at when truncate looks for busy pages")
        {
            Base = KnownReleases.V6_1,
            Fix = static r => r with { LayoutBusyPage = r.LayoutBusyPage with { LockedEntries = LockedEntries.Waits } },
            Releases = From("v5.0", "v6.12"),
            Symptoms = Breaks(
                KernelRules.NoBusyBlockIsFreed,
                "fsync-vs-truncate",
                "two-entries-fsync-vs-truncate",
                "fsync-and-put-vs-truncate"
            ),
            FixedBy = "6be3e21d25ca",
            FixSubject = "fs/dax: don't skip locked entries when scanning entries",
            FixedIn = "v6.16",
            Evidence = "the message of the fix, whose first form in v6.15 is XAS-SKIP",
        };

    /// <summary>Truncate sleeps until nobody maps the page, and lets faults map it meanwhile.</summary>
    public static Bug RemapSleep { get; } =
        new("REMAP-SLEEP", "truncate sleeps for a page that nobody uses, because it was mapped again")
        {
            Base = KnownReleases.V6_15,
            Fix = static r =>
                r with
                {
                    BreakLayouts = r.BreakLayouts with { RescansWhenMapped = true },
                    Mappings = new CountedMappings { WakesWaiters = true },
                },
            Releases = From("v6.15", "v7.1"),
            Symptoms = Breaks(KernelRules.WaitersAreWoken, "fault-vs-put-vs-truncate", "shared-fault-vs-truncate"),
            IntroducedBy = "38607c62b34b",
            Evidence =
                "found by this model; the busy test and the sleep test were read in fs/dax.c of v6.16, no upstream "
                + "report known (docs/findings.md)",
        };

    /// <summary>A file without mappings is taken to have no busy pages.</summary>
    public static Bug UnmappedBusy { get; } =
        new("UNMAPPED-BUSY", "a page in use is not looked for once its file is unmapped")
        {
            Base = KnownReleases.V4_18,
            Fix = static r => r with { LayoutBusyPage = r.LayoutBusyPage with { LooksAtUnmappedFiles = true } },
            Releases = From("v4.18", "v6.12"),
            Symptoms = Breaks(KernelRules.NoBusyBlockIsFreed, "munmap-vs-truncate"),
            IntroducedBy = "5fac7408d828",
            FixedBy = "cee91fa13a8e",
            FixSubject = "fs/dax: return unmapped busy pages from dax_layout_busy_page_range()",
            FixedIn = "v6.15",
            Evidence = "the fix's message",
        };

    /// <summary>An inode goes with the entries of pages in use, and nobody can find these pages again.</summary>
    public static Bug UnmountBusy { get; } =
        new("UNMOUNT-BUSY", "a page in use is forgotten when its inode goes, and its block given away")
        {
            Base = KnownReleases.V6_1,
            Fix = static r =>
                r with
                {
                    LayoutBusyPage = r.LayoutBusyPage with { LooksAtUnmappedFiles = true },
                    Truncate = r.Truncate with { WaitsOnEvict = true },
                },
            Releases = From("v4.18", "v6.12"),
            Symptoms = Breaks(KernelRules.NoBusyBlockIsFreed, "remount-and-truncate-vs-put"),
            FixedBy = "0e2f80afcfa6",
            FixSubject = "fs/dax: ensure all pages are idle prior to filesystem unmount",
            FixedIn = "v6.15",
            Evidence = "the patch mail of the fix, and of bde708f1a65d, which warns of it",
        };

    /// <summary>The scan waits for a locked entry and goes on with the next one.</summary>
    public static Bug XasSkip { get; } =
        new("XAS-SKIP", "a scan that has waited for a locked entry goes on with the next one")
        {
            Base = KnownReleases.V6_15,
            Fix = static r => r with { LayoutBusyPage = r.LayoutBusyPage with { LockedEntries = LockedEntries.Waits } },
            Releases = ["v6.15"],
            Symptoms =
            [
                .. Breaks(
                    KernelRules.NoBusyBlockIsFreed,
                    "fsync-vs-truncate",
                    "two-entries-fsync-vs-truncate",
                    "fsync-and-put-vs-truncate"
                ),
                .. Breaks(
                    KernelRules.NoWarnings,
                    "fsync-vs-truncate",
                    "two-entries-fsync-vs-truncate",
                    "memory-failure-vs-truncate",
                    "two-fsyncs-vs-truncate"
                ),
            ],
            IntroducedBy = "6be3e21d25ca",
            FixedBy = "dd59137bfe70",
            FixSubject = "fs/dax: Fix \"don't skip locked entries when scanning entries\"",
            FixedIn = "v6.16",
            Evidence =
                "the code between the two commits was read; the fix's message names the warning that xfstests "
                + "generic/068 met",
        };
}
