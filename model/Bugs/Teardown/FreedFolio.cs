using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DevicePages;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>The put that takes a DAX page to 0 lets the page go, and then reads its page map to see whom to
/// wake.</summary>
internal static class FreedFolio
{
    public static Bug Entry { get; } =
        new("FREED-FOLIO", "a put that frees a DAX page reads the page after its device may have gone")
        {
            Base = KnownReleases.V6_15,
            Fix = static r => r with { DevicePages = new DaxPagesHoldPagemap() },
            Releases = From("v6.15", "v6.17"),
            Symptoms = Breaks(KernelRules.NoUseAfterFree, "put-vs-truncate-vs-unplug"),
            IntroducedBy = "38607c62b34b",
            Evidence = "found by this model, no upstream report known (docs/findings.md)",
        };
}
