using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DevicePages;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.P2PDma;

/// <summary>DP-ZEROREF for peer-to-peer memory, from v6.2 to v6.14.</summary>
internal static class P2PZeroRef
{
    public static Bug Entry { get; } =
        new("P2P-ZEROREF", "a free peer-to-peer page's count is reset when its next user or nobody has it")
        {
            Base = KnownReleases.V6_1,
            Break = static r => r with { P2PDma = r.P2PDma with { MapsPages = true, PutsReferenceOnFailure = true } },
            Fix = static r => r with { DevicePages = new PrivateFreeAtZero { P2PDmaFreeAtZero = true } },
            Symptoms =
            [
                .. Breaks(KernelRules.CountsCoverReferences, "p2p-munmap-vs-mmap", "p2p-mmap-vs-mmap"),
                .. Breaks(KernelRules.NoUseAfterFree, "p2p-munmap-vs-unbind"),
            ],
            IntroducedBy = "7e9c7ef83d78",
            FixedBy = "b7e282378773",
            FixSubject = "mm/mm_init: move p2pdma page refcount initialisation to p2pdma",
            FixedIn = "v6.15",
            Evidence =
                "found by this model; free_zone_device_page and p2pdma_page_free were read, no upstream report known "
                + "(docs/findings.md)",
        };
}
