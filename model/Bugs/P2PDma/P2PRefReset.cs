using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.P2PDma;

/// <summary>A page that could not be mapped goes back to the pool with the count that it was to be handed out
/// with.</summary>
internal static class P2PRefReset
{
    public static Bug Entry { get; } =
        new("P2P-REFRESET", "a page that could not be mapped goes back to the pool with count 1")
        {
            Base = KnownReleases.V6_15,
            Break = static r =>
                r with
                {
                    P2PDma = r.P2PDma with { Check = FreshPageCheck.WarnsIfInUse, PutsReferenceOnFailure = true },
                },
            Fix = static r => r with { P2PDma = r.P2PDma with { Reset = CountReset.BeforeFree } },
            HiddenIn = From("v6.15", "v6.17"),
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
}
