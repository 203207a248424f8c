using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateFault;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.PrivateMemory;

/// <summary>A fault on private memory calls the driver with a page that nothing keeps.</summary>
internal static class DpFault
{
    public static Bug Entry { get; } =
        new("DP-FAULT", "a fault on a private page uses the page without holding it")
        {
            Base = KnownReleases.V5_19,
            Fix = static r => r with { PrivateFault = new HoldsPage() },
            Releases = From("v4.14", "v5.19"),
            Symptoms =
            [
                .. Breaks(
                    KernelRules.FaultsArePagesInUse,
                    "private-fault-vs-zap",
                    "private-fault-vs-evict",
                    "private-fault-vs-fault",
                    "private-fault-vs-unplug"
                ),
                .. Breaks(KernelRules.NoUseAfterFree, "private-fault-vs-unplug"),
            ],
            IntroducedBy = "5042db43cc26",
            FixedBy = "16ce101db85d",
            FixSubject = "mm/memory.c: fix race when faulting a device private page",
            FixedIn = "v6.1",
            Evidence = "the fix's message (CVE-2022-3523); the code before it was read",
        };
}
