using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs;

/// <summary>A page map goes while something still uses it, or cannot go.</summary>
internal static class TeardownBugs
{
    public static ImmutableArray<Bug> All { get; } =
    [
        new("FINAL-PUT", "the struct pages go before the last put of a page")
        {
            Releases = V4_18WithDevicePages,
            Symptoms = Breaks(
                KernelRules.NoUseAfterFree, "last-put-vs-unplug", "release-pages-vs-unplug", "two-puts-vs-unplug",
                "two-pages-vs-unplug", "put-vs-truncate-vs-unplug", "gup-fast-vs-unplug", "gup-slow-vs-unplug",
                "device-dax-put-vs-unplug"),
            IntroducedBy = "41e94a851304",
            FixedBy = "50f44ee7248a",
            FixSubject = "mm/devm_memremap_pages: fix final page put race",
            Evidence = "the fix's message",
        },
        new("SHUTDOWN", "a release action that cannot be registered is lost, and the device waits for ever")
        {
            Releases = ["v4.18"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "bind-with-failures"),
            IntroducedBy = "41e94a851304",
            FixedBy = "a95c90f1e2c2",
            FixSubject = "mm, devm_memremap_pages: fix shutdown handling",
            Evidence = "the fix's message and the code before it",
        },
        new("HMM-REMOVE-WARN", "a failed hmm_devmem_add removes a device action that was never registered")
        {
            Releases = ["v4.18"],
            Symptoms = Breaks(KernelRules.NoWarnings, "hmm-add-with-failures"),
            IntroducedBy = "4ef589dc9b10",
            FixedBy = "bbecd94e6c51",
            FixSubject = "mm, hmm: use devm semantics for hmm_devmem_{add, remove}",
            Evidence = "found by this model; confirmed in the code that the fix removed (docs/findings.md)",
        },
        new("IDLE-PUT", "a put that makes a page idle reads the page after the page map may have gone")
        {
            Releases = ["v4.18+upstream"],
            Symptoms = Breaks(
                KernelRules.NoUseAfterFree, "last-put-vs-unplug", "release-pages-vs-unplug", "two-puts-vs-unplug",
                "two-pages-vs-unplug", "put-vs-truncate-vs-unplug", "gup-fast-vs-unplug", "gup-slow-vs-unplug"),
            IntroducedBy = "e76384884344",
            Evidence = "found by this model, no upstream report known (docs/findings.md)",
        },
        new("GUP-REVIVE", "get_user_pages takes a page that unbind has already put to 0")
        {
            Releases = ["v4.18", "v4.18+upstream"],
            Symptoms =
            [
                .. Breaks(KernelRules.CountsStayPositive, "gup-slow-vs-unplug"),
                .. Breaks(KernelRules.NoWarnings, "gup-slow-vs-unplug"),
            ],
            IntroducedBy = "e76384884344",
            Evidence = "found by this model, no upstream report known (docs/findings.md)",
        },
    ];
}
