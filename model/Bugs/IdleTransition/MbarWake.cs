using Interleave.Memory;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.ManagedPut;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.IdleTransition;

/// <summary>
/// The count is changed by a store, so the look at the wait queue may be done before it: on x86 while the store waits
/// in the CPU's buffer.
/// </summary>
internal static class MbarWake
{
    public static Bug Entry { get; } =
        new("MBAR-WAKE", "a wake-up that is not ordered after what the waiter tests")
        {
            Claim = BugClaim.OnlyUnderWeakMemory,
            ShowsUnder = [MemoryModel.Tso, MemoryModel.Weak],
            Base = KnownReleases.V5_10,
            Break = static r => r with { ManagedPut = new DecrementsByStore() },
            Fix = static r => r with { ManagedPut = KnownReleases.V5_10.ManagedPut },
            Symptoms = Breaks(KernelRules.WaitersAreWoken, "put-page-vs-truncate"),
            Evidence = "not one commit: the rule in the comments of wake_up_var and waitqueue_active",
        };
}
