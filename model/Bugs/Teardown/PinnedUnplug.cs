using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DevicePages;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Memremap.TeardownDuties;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>Since pages no longer hold their page map one by one, nothing waits for a page that is in use when it
/// goes.</summary>
internal static class PinnedUnplug
{
    public static Bug Entry { get; } =
        new("PINNED-UNPLUG", "a page map goes although its pages are in use")
        {
            Base = KnownReleases.V6_1,
            Fix = FixIn,
            Releases = From("v5.18", "v6.17"),
            Symptoms = Breaks(
                KernelRules.NoUseAfterFree,
                "device-dax-put-vs-unplug",
                "last-put-vs-unplug",
                "release-pages-vs-unplug",
                "two-puts-vs-unplug",
                "two-pages-vs-unplug",
                "gup-fast-vs-unplug",
                "gup-slow-vs-unplug",
                "gup-two-pages-vs-unplug",
                "unpin-vs-unplug"
            ),
            IntroducedBy = "27674ef6c73f",
            Evidence =
                "found by this model; memunmap_pages of v5.18 was read, no upstream report known (docs/findings.md)",
        };

    // From v6.15 on even the last put of a page reads the page afterwards.
    private static Release FixIn(Release release) =>
        release with
        {
            Memremap = release.Memremap.With(WaitsForPages),
            DevicePages = release.DevicePages is DaxCountsMappings ? new DaxPagesHoldPagemap() : release.DevicePages,
        };
}
