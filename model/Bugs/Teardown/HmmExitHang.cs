using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Memremap.TeardownDuties;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>A device action that waits runs at once when it cannot be registered, before anybody has killed the
/// reference.</summary>
internal static class HmmExitHang
{
    public static Bug Entry { get; } =
        new("HMM-EXIT-HANG", "hmm_devmem_add waits for a reference that nobody killed when a registration fails")
        {
            Base = KnownReleases.V5_0,
            Fix = static r => r with { Memremap = r.Memremap.With(Wait | Key) },
            Releases = ["v5.0"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "hmm-add-with-failures"),
            FixedBy = "50f44ee7248a",
            FixSubject = "mm/devm_memremap_pages: fix final page put race",
            FixedIn = "v5.2",
            Evidence =
                "found by this model; the action and its wait are in the patch that removed them (docs/findings.md)",
        };
}
