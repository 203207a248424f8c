using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.PrivateMemory;

/// <summary>MIGRATE-LRU-FAILED where the reference is that of a thread that faults on the same page.</summary>
internal static class MigrateLruFault
{
    public static Bug Entry { get; } =
        new("MIGRATE-LRU-FAULT", "the same, since threads that fault hold the page")
        {
            Base = KnownReleases.V6_1,
            Fix = MigrateLru.Entry.Fix,
            Releases = ["v6.1"],
            Symptoms = Breaks(KernelRules.NoWarnings, "private-fault-vs-evict", "private-fault-vs-fault"),
            IntroducedBy = "16ce101db85d",
            FixedBy = "41cddf83d8b0",
            FixSubject = "mm/migrate_device: don't add folio to be freed to LRU in migrate_device_finalize()",
            FixedIn = "v6.14",
            Evidence = "the fix's message names failed migrations; that faults make them fail is found by this model",
        };
}
