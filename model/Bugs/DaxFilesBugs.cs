using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs;

/// <summary>The entries of DAX files: who locks, waits for and shares them.</summary>
internal static class DaxFilesBugs
{
    /// <summary>The one who is woken for an entry that has gone cannot pass the wake-up on.</summary>
    public static Bug EntryBaton { get; } =
        new("ENTRY-BATON", "of those who wait for an entry that is deleted, only one is woken")
        {
            Base = KnownReleases.V5_10,
            Fix = static r => r with { DaxEntries = r.DaxEntries with { WakesAllWhenDeleted = true } },
            Releases = From("v4.18", "v5.10"),
            Symptoms = Breaks(KernelRules.EntryWaitersAreWoken, "three-invalidations"),
            IntroducedBy = "ac401cc78242",
            FixedBy = "237388320dee",
            FixSubject = "dax: Wake up all waiters after invalidating dax entry",
            FixedIn = "v5.13",
            Evidence =
                "the fix's message describes the deadlock on virtio-fs; that the form before XArray woke one too is "
                + "from memory, as is the commit that brought it",
        };

    /// <summary>Memory failure waits for an entry, and then takes the i_pages lock that it holds.</summary>
    public static Bug EntrySelfDeadlock { get; } =
        new("ENTRY-SELFDL", "dax_lock_mapping_entry takes a lock again that it holds")
        {
            Base = KnownReleases.V5_0,
            Break = static r => r with { DaxEntries = r.DaxEntries with { RetriesLocked = true } },
            Fix = static r => r with { DaxEntries = r.DaxEntries with { RetriesLocked = false } },
            Symptoms = Breaks(
                KernelRules.NoDeadlock,
                "memory-failure-vs-fsync",
                "memory-failure-of-locked-entry",
                "memory-failure-vs-truncate"
            ),
            IntroducedBy = "c2a7d2a11552",
            FixedBy = "f52afc93cd01",
            FixSubject = "dax: Fix deadlock in dax_lock_mapping_entry()",
            FixedIn = "v4.19",
            Evidence = "the fix's message; only release candidates of v4.19 had it",
        };

    /// <summary>Only a write says that a block is shared, which has a copy of its own by then.</summary>
    public static Bug ShareReaders { get; } =
        new("SHARE-READERS", "a second file that maps a shared block is warned of")
        {
            Base = KnownReleases.V6_1,
            Fix = static r => r with { DaxAssociation = new MarksSharers { LocksPage = true } }, // else SHARE-RACE-MARK
            Releases = ["v6.1"],
            Symptoms =
            [
                .. Breaks(
                    KernelRules.NoWarnings,
                    "three-files-share",
                    "shared-fault-vs-shared-fault",
                    "shared-fault-vs-truncate"
                ),
                .. Breaks(KernelRules.AssociationsAreTrue, "shared-fault-vs-shared-fault", "shared-fault-vs-truncate"),
            ],
            IntroducedBy = "6061b69b9a55",
            FixedBy = "16900426586032",
            FixSubject = "fsdax: introduce page->share for fsdax in reflink mode",
            FixedIn = "v6.2",
            Evidence =
                "dax_insert_entry and dax_associate_entry of v6.1 and v6.12 were read; the hashes are from memory",
        };

    /// <summary>Files that share a block change its page's association under locks of their own.</summary>
    public static Bug ShareRace { get; } =
        new("SHARE-RACE", "two files that share a page miscount themselves")
        {
            Base = KnownReleases.V6_15,
            Fix = static r =>
                r with
                {
                    DaxAssociation = r.DaxAssociation is CountsSharers form
                        ? form with
                        {
                            LocksPage = true,
                        }
                        : r.DaxAssociation,
                },
            Releases = From("v6.15", "v7.1"),
            Symptoms =
            [
                .. Breaks(KernelRules.NoWarnings, "shared-fault-vs-shared-fault", "shared-fault-vs-truncate"),
                .. Breaks(KernelRules.AssociationsAreTrue, "shared-fault-vs-shared-fault", "shared-fault-vs-truncate"),
            ],
            Evidence =
                "found by this model; dax_associate_entry and dax_folio_put of v6.16 were read, no upstream report "
                + "known (docs/findings.md)",
        };

    /// <summary>SHARE-RACE where a mark says that files share the page: nothing warns.</summary>
    public static Bug ShareRaceMarked { get; } =
        new("SHARE-RACE-MARK", "the same from v6.2 to v6.14, where nothing warns")
        {
            Base = KnownReleases.V6_12,
            Fix = ShareRace.Fix,
            Releases = ["v6.12"],
            Symptoms = Breaks(
                KernelRules.AssociationsAreTrue,
                "shared-fault-vs-shared-fault",
                "shared-fault-vs-truncate"
            ),
            IntroducedBy = "16900426586032",
            Evidence = "found by this model; dax_page_share_get of v6.12 was read, no upstream report known",
        };

    /// <summary>The entry of a hole stands for the shared zero page, which belongs to no file.</summary>
    public static Bug ZeroEntry { get; } =
        new("ZERO-ENTRY", "replacing the entry of a hole takes the shared zero page apart")
        {
            Base = KnownReleases.V6_15,
            Break = static r => r with { DaxAssociation = new CountsSharers { TouchesZeroPage = true } },
            Fix = static r => r with { DaxAssociation = new CountsSharers() },
            Symptoms = Breaks(KernelRules.NoWarnings, "read-hole-vs-write"),
            IntroducedBy = "38607c62b34b",
            FixedBy = "98c183a4fccf",
            FixSubject = "fs/dax: don't disassociate zero page entries",
            FixedIn = "v6.15",
            Evidence =
                "the fix's message; only the series before it had it. That even v6.16 computes the page of such an "
                + "entry before it looks at the kind was read",
        };

    /// <summary>What fsync would wait for a locked entry with does not find it.</summary>
    public static Bug FsyncSkip { get; } =
        new("FSYNC-SKIP", "fsync passes over an entry that somebody has locked, and returns without its data")
        {
            Base = KnownReleases.V6_17,
            Fix = static r => r with { DaxEntries = r.DaxEntries with { PassesOverLocked = false } },
            Releases = From("v5.0", "v7.1"),
            Symptoms = Breaks(KernelRules.WritesAreFlushed, "fsync-vs-fsync", "fault-vs-fsync-of-written"),
            Evidence =
                "dax_writeback_one and xas_find_conflict of v5.3, v6.1 and v6.17 were read, and v4.18's, which waits; "
                + "no "
                + "upstream report known (docs/findings.md)",
        };

    /// <summary>The page stays in the file when its last pin goes, and no longer says so.</summary>
    public static Bug MappingLost { get; } =
        new("MAPPING-LOST", "the last put of a DAX page makes it forget its file")
        {
            Base = KnownReleases.V4_18,
            Fix = static r => r with { DevicePages = new CountedFromOne(clearsMapping: true) },
            Releases = ["v4.18"],
            Symptoms = Breaks(KernelRules.AssociationsAreTrue, "munmap-vs-put", "hole-read-then-written"),
            IntroducedBy = "d2c997c0f145",
            FixedBy = "2fa147bdbf67",
            FixSubject = "mm, dev_pagemap: Do not clear ->mapping on final put",
            FixedIn = "v4.19",
            Evidence = "the fix's message, and its Fixes line; the code of v4.18 was read",
        };
}
