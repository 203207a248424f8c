using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.LayoutBusyPage;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.DaxEntries;

/// <summary>The scan waits for a locked entry and goes on with the next one.</summary>
internal static class XasSkip
{
    public static Bug Entry { get; } =
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
                    "fsync-and-put-vs-truncate",
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
