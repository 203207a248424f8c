using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Hmm;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Memremap.TeardownDuties;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>Teardown does not wait for the last put of a page before the struct pages go.</summary>
internal static class FinalPut
{
    public static Bug Entry { get; } =
        new("FINAL-PUT", "the struct pages go before the last put of a page")
        {
            Base = KnownReleases.V5_0,
            Fix = static r => r with { Memremap = r.Memremap.With(Kill | Wait), Hmm = new ThroughMemremap() },
            Releases = ["v4.14", .. V4_18WithDevicePages, "v5.0"],
            Symptoms = Breaks(
                KernelRules.NoUseAfterFree,
                "device-dax-put-vs-unplug",
                "last-put-vs-unplug",
                "release-pages-vs-unplug",
                "two-puts-vs-unplug",
                "two-pages-vs-unplug",
                "put-vs-truncate-vs-unplug",
                "gup-fast-vs-unplug",
                "gup-slow-vs-unplug",
                "private-zap-vs-unplug",
                "gup-two-pages-vs-unplug"
            ),
            IntroducedBy = "41e94a851304",
            FixedBy = "50f44ee7248a",
            FixSubject = "mm/devm_memremap_pages: fix final page put race",
            FixedIn = "v5.2",
            Evidence = "the fix's message",
        };
}
