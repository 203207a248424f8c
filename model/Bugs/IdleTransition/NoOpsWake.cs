using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DevicePages;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.IdleTransition;

/// <summary>A page map without callbacks is taken for a mistake before anybody is woken.</summary>
internal static class NoOpsWake
{
    public static Bug Entry { get; } =
        new("NO-OPS-WAKE", "a free page of a page map without callbacks wakes nobody")
        {
            Base = KnownReleases.V6_15,
            Break = static r => r with { DevicePages = new WakesOnlyWithOps() },
            Fix = static r => r with { DevicePages = new DaxCountsMappings() },
            Symptoms =
            [
                .. Breaks(KernelRules.WaitersAreWoken, "fuse-put-vs-truncate", "fuse-second-page-vs-truncate"),
                .. Breaks(KernelRules.PageFreeOncePerIdle, "fuse-put-vs-truncate", "fuse-second-page-vs-truncate"),
            ],
            IntroducedBy = "38607c62b34b",
            Evidence =
                "reported against linux-next in February 2025 and confirmed by the author; mended in the next version "
                + "of the series, so that no release had it",
        };
}
