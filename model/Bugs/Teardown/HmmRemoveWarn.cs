using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Hmm;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Memremap.TeardownDuties;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>The error path of hmm_devmem_add calls a device action that removes itself, and is not
/// registered.</summary>
internal static class HmmRemoveWarn
{
    public static Bug Entry { get; } =
        new("HMM-REMOVE-WARN", "a failed hmm_devmem_add removes a device action that was never registered")
        {
            Base = KnownReleases.V4_18,
            Fix = static r => r with { Memremap = r.Memremap.With(Kill | Wait | Key), Hmm = new ThroughMemremap() },
            Releases = From("v4.14", "v4.18"),
            Symptoms = Breaks(KernelRules.NoWarnings, "hmm-add-with-failures", "add-over-another"),
            IntroducedBy = "4ef589dc9b10",
            FixedBy = "bbecd94e6c51",
            FixSubject = "mm, hmm: use devm semantics for hmm_devmem_{add, remove}",
            FixedIn = "v5.0",
            Evidence = "found by this model; confirmed in the code that was removed; the fix is cited from memory",
        };
}
