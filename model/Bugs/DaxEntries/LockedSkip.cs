using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.LayoutBusyPage;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.DaxEntries;

/// <summary>The scan for busy pages passes over an entry that somebody has locked.</summary>
internal static class LockedSkip
{
    public static Bug Entry { get; } =
        new("LOCKED-SKIP", "a page whose entry is locked is not looked at when truncate looks for busy pages")
        {
            Base = KnownReleases.V6_1,
            Fix = static r => r with { LayoutBusyPage = r.LayoutBusyPage with { LockedEntries = LockedEntries.Waits } },
            Releases = From("v5.0", "v6.1"),
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
}
