using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs;

/// <summary>Peer-to-peer memory.</summary>
internal static class P2PDmaBugs
{
    /// <summary>The companion of P2P-REFRESET: the check for a page in use is the wrong way round.</summary>
    public static Bug P2PCheck { get; } =
        new("P2P-CHECK", "a page that is free, as it should be, makes p2pmem_alloc_mmap warn")
        {
            Base = KnownReleases.V6_15,
            Fix = static r => r with { P2PDma = r.P2PDma with { Check = FreshPageCheck.WarnsIfInUse } },
            Releases = From("v6.15", "v6.19"),
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

    /// <summary>A mapping that fails keeps its reference to the page map.</summary>
    public static Bug P2PRefLeak { get; } =
        new("P2P-REFLEAK", "a failed mapping of peer-to-peer memory keeps the page map for ever")
        {
            Base = KnownReleases.V6_15,
            Break = static r =>
                r with
                {
                    P2PDma = r.P2PDma with { Check = FreshPageCheck.WarnsIfInUse, Reset = CountReset.BeforeFree },
                },
            Fix = static r => r with { P2PDma = r.P2PDma with { PutsReferenceOnFailure = true } },
            Releases = ["v6.12"],
            HiddenIn = From("v6.15", "v6.19"),
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
            Evidence = "the fix's message; from v6.15 to v6.19 P2P-CHECK shows first. Debian's 6.12.117 has the fix",
        };

    /// <summary>A page that could not be mapped goes back to the pool with the count that it was to be handed out
    /// with.</summary>
    public static Bug P2PRefReset { get; } =
        new("P2P-REFRESET", "a page that could not be mapped goes back to the pool with count 1")
        {
            Base = KnownReleases.V6_15,
            Break = static r =>
                r with
                {
                    P2PDma = r.P2PDma with { Check = FreshPageCheck.WarnsIfInUse, PutsReferenceOnFailure = true },
                },
            Fix = static r => r with { P2PDma = r.P2PDma with { Reset = CountReset.BeforeFree } },
            HiddenIn = From("v6.12", "v6.19"), // in v6.12, P2P-ZEROREF's fix brings it
            Symptoms =
            [
                .. Breaks(KernelRules.NoWarnings, "p2p-mmap-with-failures", "p2p-mmap-vs-mmap"),
                .. Breaks(KernelRules.ReferencesAreReturned, "p2p-mmap-with-failures", "p2p-mmap-vs-mmap"),
            ],
            IntroducedBy = "b7e282378773",
            FixedBy = "b17137dcae33",
            FixSubject = "PCI/P2PDMA: Reset page reference count when page mapping fails",
            FixedIn = "v7.0",
            Evidence =
                "the patch mail; the hash as listed in a later tree. Upstream resets the count too late: "
                + "P2P-RESET-LATE",
        };

    /// <summary>P2P-REFRESET's upstream fix resets the count of a page that somebody else may have by then.</summary>
    public static Bug P2PResetLate { get; } =
        new("P2P-RESET-LATE", "the count of a page that could not be mapped is reset when it is in the pool again")
        {
            Base = KnownReleases.V7_0,
            Break = static r => r with { P2PDma = r.P2PDma with { Check = FreshPageCheck.None } }, // without DEBUG_VM
            Fix = static r => r with { P2PDma = r.P2PDma with { Reset = CountReset.BeforeFree } },
            HiddenIn = From("v7.0", "v7.1"),
            Symptoms =
            [
                .. Breaks(KernelRules.CountsCoverReferences, "p2p-mmap-vs-mmap"),
                .. Breaks(KernelRules.CountsStayPositive, "p2p-mmap-vs-mmap"),
            ],
            IntroducedBy = "b17137dcae33",
            Evidence =
                "found by this model; p2pmem_alloc_mmap of v7.0 and v7.1 was read, no upstream report known "
                + "(docs/findings.md)",
        };

    /// <summary>P2P-RESET-LATE where the check for a page in use is compiled in.</summary>
    public static Bug P2PResetLateWarning { get; } =
        new("P2P-RESET-LATE-WARN", "the same with DEBUG_VM: who gets the page meanwhile warns of its count")
        {
            Base = KnownReleases.V7_0,
            Fix = P2PResetLate.Fix,
            Releases = From("v7.0", "v7.1"),
            Symptoms = Breaks(KernelRules.NoWarnings, "p2p-mmap-vs-mmap"),
            IntroducedBy = "b17137dcae33",
            Evidence = "as P2P-RESET-LATE",
        };

    /// <summary>DP-ZEROREF for peer-to-peer memory, from v6.2 to v6.14.</summary>
    public static Bug P2PZeroRef { get; } =
        new("P2P-ZEROREF", "a free peer-to-peer page's count is reset when its next user or nobody has it")
        {
            Base = KnownReleases.V6_1,
            Break = static r => r with { P2PDma = r.P2PDma with { MapsPages = true, PutsReferenceOnFailure = true } },
            Releases = ["v6.12"],
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
