using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.ManagedPut;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>The put that makes a page idle holds nothing any more when it reads the page to tell its driver.</summary>
internal static class IdlePut
{
    public static Bug Entry { get; } =
        new("IDLE-PUT", "a put that makes a page idle reads the page after the page map may have gone")
        {
            Base = KnownReleases.V5_10,
            Fix = static r => r with { ManagedPut = new HoldsPagemap() },
            Releases = [.. From("v5.2", "v5.10")],
            HiddenIn = ["v4.14", "v4.18", "v5.0"],
            Symptoms = Breaks(
                KernelRules.NoUseAfterFree,
                "last-put-vs-unplug",
                "two-puts-vs-unplug",
                "put-vs-truncate-vs-unplug",
                "gup-fast-vs-unplug",
                "gup-slow-vs-unplug",
                "private-zap-vs-unplug",
                "gup-two-pages-vs-unplug",
                "unpin-vs-unplug"
            ),
            IntroducedBy = "e76384884344",
            Evidence = "found by this model, no upstream report known (docs/findings.md)",
        };
}
