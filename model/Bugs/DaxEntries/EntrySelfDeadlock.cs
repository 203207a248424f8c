using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.DaxEntries;

/// <summary>Memory failure waits for an entry, and then takes the i_pages lock that it holds.</summary>
internal static class EntrySelfDeadlock
{
    public static Bug Entry { get; } =
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
}
