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
            Releases = ["v4.14", .. V4_18WithDevicePages, "v5.0"],
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
            Releases = From("v4.14", "v4.18"),
            Symptoms = Breaks(KernelRules.NoWarnings, "hmm-add-with-failures"),
            IntroducedBy = "4ef589dc9b10",
            FixedBy = "bbecd94e6c51",
            FixSubject = "mm, hmm: use devm semantics for hmm_devmem_{add, remove}",
            Evidence = "found by this model; confirmed in the code that was removed; the fix is cited from memory",
        },
        new("IDLE-PUT", "a put that makes a page idle reads the page after the page map may have gone")
        {
            Releases = [.. From("v5.2", "v5.10"), "v4.18+upstream"],
            Symptoms = Breaks(
                KernelRules.NoUseAfterFree, "last-put-vs-unplug", "two-puts-vs-unplug", "put-vs-truncate-vs-unplug",
                "gup-fast-vs-unplug", "gup-slow-vs-unplug"),
            IntroducedBy = "e76384884344",
            Evidence = "found by this model, no upstream report known (docs/findings.md)",
        },
        new("IDLE-PUT-BATCH", "the same through release_pages, since that puts DAX pages the device's way")
        {
            Releases = [.. From("v5.3", "v5.10"), "v4.18+upstream"],
            Symptoms = Breaks(KernelRules.NoUseAfterFree, "release-pages-vs-unplug", "two-pages-vs-unplug"),
            IntroducedBy = "c5d6c45e90c4",
            Evidence = "found by this model, no upstream report known (docs/findings.md)",
        },
        new("HMM-EXIT-HANG", "hmm_devmem_add waits for a reference that nobody killed when a registration fails")
        {
            Releases = ["v5.0"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "hmm-add-with-failures"),
            FixedBy = "50f44ee7248a",
            FixSubject = "mm/devm_memremap_pages: fix final page put race",
            Evidence = "found by this model; the action and its wait are in the patch that removed them (docs/findings.md)",
        },
        new("PMEM-QUEUE-LEAK", "a failed setup_pagemap_fsdax leaves the queue behind")
        {
            Releases = ["v5.2"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "bind-with-failures"),
            IntroducedBy = "50f44ee7248a",
            FixedBy = "f6a55e1a3fe6",
            FixSubject = "memremap: lift the devmap_enable manipulation into devm_memremap_pages",
            Evidence = "found by this model; the patch mails of both commits show the early return (docs/findings.md)",
        },
        new("GUP-REVIVE", "get_user_pages takes a page that unbind has already put to 0")
        {
            Releases = [.. From("v4.14", "v5.10"), "v4.18+upstream"],
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
