using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.PrivateMemory;

/// <summary>MIGRATE-LRU for the page that memory should have moved to.</summary>
internal static class MigrateLruFailed
{
    public static Bug Entry { get; } =
        new("MIGRATE-LRU-FAILED", "the same with the new page, when somebody's reference stops the migration")
        {
            Base = KnownReleases.V6_1,
            Fix = MigrateLru.Entry.Fix,
            Releases = From("v5.18", "v6.1"),
            Symptoms = Breaks(
                KernelRules.NoWarnings,
                "private-walker-vs-fault",
                "private-migrate-vs-fault",
                "private-insert-vs-insert"
            ),
            IntroducedBy = "8763cb45ab96",
            FixedBy = "41cddf83d8b0",
            FixSubject = "mm/migrate_device: don't add folio to be freed to LRU in migrate_device_finalize()",
            FixedIn = "v6.14",
            Evidence = "the fix's message names this case as well; the list has complained since v5.11",
        };
}
