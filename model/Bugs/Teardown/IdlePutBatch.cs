using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.ManagedPut;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>IDLE-PUT through release_pages.</summary>
internal static class IdlePutBatch
{
    public static Bug Entry { get; } =
        new("IDLE-PUT-BATCH", "the same through release_pages, since that puts DAX pages the device's way")
        {
            Base = KnownReleases.V5_10,
            Fix = static r => r with { ManagedPut = new HoldsPagemap() },
            Releases = [.. From("v5.3", "v5.10")],
            HiddenIn = ["v4.14", "v4.18", "v5.0", "v5.2"],
            Symptoms = Breaks(KernelRules.NoUseAfterFree, "release-pages-vs-unplug", "two-pages-vs-unplug"),
            IntroducedBy = "c5d6c45e90c4",
            Evidence = "found by this model, no upstream report known (docs/findings.md)",
        };
}
