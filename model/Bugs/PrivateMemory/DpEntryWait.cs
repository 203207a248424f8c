using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.MigrateVma;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.PrivateMemory;

/// <summary>A thread that waits for the end of a migration stops it with the reference that it takes for
/// waiting.</summary>
internal static class DpEntryWait
{
    public static Bug Entry { get; } =
        new("DP-ENTRY-WAIT", "a thread that waits for a migration stops it by holding the page")
        {
            Base = KnownReleases.V5_10,
            Fix = static r =>
                OtherFaults(r) with
                {
                    MigrateVma = r.MigrateVma with { Wait = MigrationWait.TakesNoReference },
                },
            Releases = From("v4.14", "v5.10"),
            Symptoms = Breaks(KernelRules.ExecutionsEnd, "private-fault-vs-fault"),
            IntroducedBy = "8763cb45ab96",
            FixedBy = "ffa65753c431",
            FixSubject = "mm/migrate.c: rework migration_entry_wait() to not take a pageref",
            FixedIn = "v5.17",
            Evidence =
                "a comment in migrate_vma_check_page asks for this fix; its subject was read, the message is cited "
                + "from memory",
        };

    // What else goes wrong when two threads fault.
    private static Release OtherFaults(Release release) => DpTrylock.Entry.Fix(DpFault.Entry.Fix(release));
}
