using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateFault;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.PrivateMemory;

/// <summary>Threads that fault on the same page stop each other's migration, and try again.</summary>
internal static class DpTrylock
{
    public static Bug Entry { get; } =
        new("DP-TRYLOCK", "threads that fault on one private page hold it and keep each other from moving it")
        {
            Base = KnownReleases.V6_1,
            Break = MigrateLru.Entry.Fix, // whose warning comes first
            Fix = static r => r with { PrivateFault = new SpinsForLock() },
            HiddenIn = From("v4.14", "v6.1"), // up to v5.19, DP-FAULT's fix brings it
            Symptoms = Breaks(KernelRules.ExecutionsEnd, "private-fault-vs-fault"),
            IntroducedBy = "16ce101db85d",
            FixedBy = "1afaeb8293c9",
            FixSubject = "mm/migrate: Trylock device page in do_swap_page",
            FixedIn = "v6.15",
            Evidence =
                "the fix's message; what b570f37a2ce4 mends in it needs an unfair lock or CPU (docs/findings.md)",
        };
}
