using Interleave.Memory;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.ManagedPut;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.IdleTransition;

/// <summary>
/// The decrement is atomic and loses only its ordering. The kernel's memory model lets the look at the wait queue come
/// first; x86 does not, because every locked instruction is a full barrier there, whatever the kernel asks for.
/// </summary>
internal static class MbarWakeRmw
{
    public static Bug Entry { get; } =
        new("MBAR-WAKE-RMW", "a wake-up that only x86 orders after what the waiter tests")
        {
            Claim = BugClaim.OnlyUnderWeakMemory,
            ShowsUnder = [MemoryModel.Weak],
            Base = KnownReleases.V5_10,
            Break = static r => r with { ManagedPut = new DecrementsRelaxed() },
            Fix = static r => r with { ManagedPut = KnownReleases.V5_10.ManagedPut },
            Symptoms = Breaks(KernelRules.WaitersAreWoken, "put-page-vs-truncate"),
            Evidence = "not one commit: Documentation/atomic_t.txt on operations without a return value",
        };
}
