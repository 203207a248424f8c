using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateFault;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.PrivateMemory;

/// <summary>DP-TRYLOCK's fix lets a thread spin for the page's lock, and that keeps the lock's holder from what it needs.</summary>
internal static class DpSpin
{
    public static Bug Entry { get; } = new("DP-SPIN", "a thread that spins for a private page's lock starves the thread that has it")
    {
        Base = KnownReleases.V6_15,
        Fix = static r => r with { PrivateFault = new SleepsForLock() },
        Releases = From("v6.15", "v6.17"),
        Symptoms = Breaks(KernelRules.ExecutionsEnd, "private-fault-vs-fault"),
        IntroducedBy = "1afaeb8293c9",
        FixedBy = "b570f37a2ce4",
        FixSubject = "mm: Fix a hmm_range_fault() livelock / starvation problem",
        FixedIn = "v7.0",
        Evidence = "v3 of the patch mail: the holder waits for a work item of the spinner's CPU. Here it waits for the page table lock,"
            + " which queued spinlocks grant in turn (docs/findings.md)",
    };
}
