using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.P2PDma;

/// <summary>P2P-REFRESET's upstream fix resets the count of a page that somebody else may have by then.</summary>
internal static class P2PResetLate
{
    public static Bug Entry { get; } =
        new("P2P-RESET-LATE", "the count of a page that could not be mapped is reset when it is in the pool again")
        {
            Base = KnownReleases.V6_17,
            Break = static r =>
                r with
                {
                    P2PDma = r.P2PDma with
                    {
                        Check = FreshPageCheck.None, // which needs DEBUG_VM
                        PutsReferenceOnFailure = true,
                        Reset = CountReset.AfterFree,
                    },
                },
            Fix = static r => r with { P2PDma = r.P2PDma with { Reset = CountReset.BeforeFree } },
            Symptoms =
            [
                .. Breaks(KernelRules.CountsCoverReferences, "p2p-mmap-vs-mmap"),
                .. Breaks(KernelRules.CountsStayPositive, "p2p-mmap-vs-mmap"),
            ],
            IntroducedBy = "b17137dcae33",
            Evidence =
                "found by this model in the merged fix, which was read; no upstream report known (docs/findings.md)",
        };
}
