using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.P2PDma;

/// <summary>The companion of P2P-REFRESET: the check for a page in use is the wrong way round.</summary>
internal static class P2PCheck
{
    public static Bug Entry { get; } =
        new("P2P-CHECK", "a page that is free, as it should be, makes p2pmem_alloc_mmap warn")
        {
            Base = KnownReleases.V6_15,
            Fix = static r => r with { P2PDma = r.P2PDma with { Check = FreshPageCheck.WarnsIfInUse } },
            Releases = From("v6.15", "v6.17"),
            Symptoms = Breaks(
                KernelRules.NoWarnings,
                "p2p-munmap-vs-mmap",
                "p2p-munmap-vs-unbind",
                "p2p-mmap-with-failures",
                "p2p-mmap-then-unbind",
                "p2p-mmap-vs-mmap"
            ),
            IntroducedBy = "b7e282378773",
            FixedBy = "cb500023a752",
            FixSubject = "PCI/P2PDMA: Fix p2pmem_alloc_mmap() warning condition",
            FixedIn = "v7.0",
            Evidence = "the patch that brought it and the fix's subject; the check is compiled in with DEBUG_VM only",
        };
}
