using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.P2PDma;

/// <summary>A mapping that fails keeps its reference to the page map.</summary>
internal static class P2PRefLeak
{
    public static Bug Entry { get; } =
        new("P2P-REFLEAK", "a failed mapping of peer-to-peer memory keeps the page map for ever")
        {
            Base = KnownReleases.V6_15,
            Break = static r =>
                r with
                {
                    P2PDma = r.P2PDma with { Check = FreshPageCheck.WarnsIfInUse, Reset = CountReset.BeforeFree },
                },
            Fix = static r => r with { P2PDma = r.P2PDma with { PutsReferenceOnFailure = true } },
            HiddenIn = From("v6.15", "v6.17"),
            Symptoms = Breaks(
                KernelRules.ReferencesAreReturned,
                "p2p-mmap-with-failures",
                "p2p-mmap-then-unbind",
                "p2p-mmap-vs-mmap"
            ),
            IntroducedBy = "7e9c7ef83d78",
            FixedBy = "6220694c52a5",
            FixSubject = "PCI/P2PDMA: Release per-CPU pgmap ref when vm_insert_page() fails",
            FixedIn = "v7.0",
            Evidence = "the fix's message; from v6.15 to v6.19 P2P-CHECK shows first",
        };
}
