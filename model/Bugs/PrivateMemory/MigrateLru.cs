using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.PrivateMemory;

/// <summary>The page that memory has moved away from goes to an LRU list before it is freed.</summary>
internal static class MigrateLru
{
    public static Bug Entry { get; } =
        new("MIGRATE-LRU", "a page that is to be freed goes to an LRU list, without its memory cgroup")
        {
            Base = KnownReleases.V6_1,
            Break = static r => r with { MigrateVma = r.MigrateVma with { MovesCharge = true } },
            Fix = static r => r with { MigrateVma = r.MigrateVma with { ListsFreedPages = false } },
            Symptoms = Breaks(
                KernelRules.NoWarnings,
                "private-migrate-and-fault",
                "private-migrate-vs-zap",
                "private-migrate-vs-fault",
                "private-zap-vs-migrate"
            ),
            IntroducedBy = "8763cb45ab96",
            FixedBy = "41cddf83d8b0",
            FixSubject = "mm/migrate_device: don't add folio to be freed to LRU in migrate_device_finalize()",
            FixedIn = "v6.14",
            Evidence =
                "the fix's message: only the warning, nothing else goes wrong; since v6.7 the old page loses its "
                + "cgroup",
        };
}
