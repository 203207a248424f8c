using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.DaxEntries;

/// <summary>The one who is woken for an entry that has gone cannot pass the wake-up on.</summary>
internal static class EntryBaton
{
    public static Bug Entry { get; } =
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
}
