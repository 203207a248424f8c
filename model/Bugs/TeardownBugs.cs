using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Teardown.TeardownDuties;

namespace PgmapCheck.Model.Bugs;

/// <summary>Page maps that are set up and torn down.</summary>
internal static class TeardownBugs
{
    /// <summary>Two early returns skip the exit that kills the reference, which callers rely on.</summary>
    public static Bug ConflictNoKill { get; } =
        new("CONFLICT-NOKILL", "a page map that is refused for its addresses keeps a live reference")
        {
            Base = KnownReleases.V5_0,
            Break = StaticKeysBugs.HmmKeyLeak.Fix, // that shows here, too
            Fix = static r => r with { Memremap = r.Memremap.With(KillsOnConflict) },
            Releases = From("v5.0", "v5.2"),
            HiddenIn = From("v4.14", "v4.18"),
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "add-over-another"),
            IntroducedBy = "a95c90f1e2c2",
            FixedIn = "v5.3",
            Evidence =
                "the code of v5.2 was read: it returns from the conflict checks; the fix came with the clean-up of "
                + "v5.3",
        };

    /// <summary>The reference is initialized before the callbacks are looked at, and not exited when one is
    /// missing.</summary>
    public static Bug EnableGetLeak { get; } =
        new("ENABLEGET-LEAK", "a page map that is refused for a missing callback keeps its reference")
        {
            Base = KnownReleases.V5_7,
            Fix = static r => r with { Memremap = r.Memremap.With(ChecksOpsFirst) },
            Releases = From("v5.3", "v5.7"),
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "bind-without-page-free"),
            IntroducedBy = "24917f6b1041",
            FixedBy = "433e7d317754",
            FixSubject = "mm/memremap.c: convert devmap static branch to {inc,dec}",
            FixedIn = "v5.10",
            Evidence = "the code of v5.4 was read; no commit names it, it goes when taking the key can no longer fail",
        };

    /// <summary>When the action that gives the key back cannot be registered, the function returns and leaves
    /// <c>pgmap->ref</c> as it is: its own is not exited, its driver's not killed.</summary>
    public static Bug KeyActionLeak { get; } =
        new("KEY-ACTION-LEAK", "a page map that cannot register its action for the key keeps its reference")
        {
            Base = KnownReleases.V5_3,
            Fix = static r => r with { Memremap = r.Memremap.With(KeyLast) },
            Releases = ["v5.3"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "bind-with-failures"),
            IntroducedBy = "f6a55e1a3fe6",
            FixedBy = "6f42193fd86e",
            FixSubject = "memremap: don't use a separate devm action for devmap_managed_enable_get",
            FixedIn = "v5.4",
            Evidence =
                "found by this model when mm/memremap.c of v5.3 was read again: it returns where others go to the common exit "
                + "(docs/findings.md)",
        };

    /// <summary><c>dev_pagemap_cleanup</c> clears <c>pgmap->ref</c> while lookups still find the page map.</summary>
    public static Bug NullRef { get; } =
        new("NULL-REF", "a lookup follows the reference of a page map that teardown has set to NULL")
        {
            Base = KnownReleases.V5_10,
            Fix = static r => r with { Memremap = r.Memremap.Without(PointsToReference) },
            Releases = From("v5.3", "v5.10"),
            Symptoms = Breaks(KernelRules.NoWildPointers, "device-dax-failure-vs-unplug"),
            IntroducedBy = "24917f6b1041",
            FixedBy = "b80892ca022e",
            FixSubject = "memremap: remove support for external pgmap refcounts",
            FixedIn = "v5.17",
            Evidence =
                "found by this model; mm/memremap.c of v5.3, v5.4 and v5.10 was read. The fix makes the reference part of the "
                + "page map for other reasons; no report known (docs/findings.md)",
        };

    /// <summary>Reported as a race with get_dev_pagemap. With a faithful percpu_ref the old order is safe; three
    /// changes of percpu_ref make it unsafe.</summary>
    public static Bug ExitBeforeUnpublish { get; } =
        new("EXIT-BEFORE-UNPUBLISH", "the reference is freed while lookups still find the page map")
        {
            Claim = BugClaim.SafeUnlessChanged,
            Base = KnownReleases.V5_19,
            Fix = static r => r with { Memremap = r.Memremap.With(ExitsLast) },
            UnsafeChanges =
            [
                ("a kill that nobody sees", static r => r with { PercpuReference = new() { PublishedByKill = 0 } }),
                (
                    "a kill that publishes DEAD alone, to readers that look at ATOMIC alone",
                    static r =>
                        r with
                        {
                            PercpuReference = new()
                            {
                                PublishedByKill = PercpuRef.Dead,
                                StopsPerCpuCounting = PercpuRef.Atomic,
                            },
                        }
                ),
                (
                    "a switch to atomic counting without a grace period",
                    static r => r with { PercpuReference = new() { WaitsForReaders = false } }
                ),
            ],
            Symptoms = Breaks(KernelRules.NoUseAfterFree, "memory-failure-vs-unplug"),
            IntroducedBy = "b7b3c01b1915",
            FixedBy = "1e57ffb6e3fd",
            FixSubject = "mm/memremap: fix memunmap_pages() race with get_dev_pagemap()",
            FixedIn = "v6.0",
            Evidence = "the fix's message; that the order is safe is this model's result (docs/findings.md)",
        };

    /// <summary>Teardown does not wait for the last put of a page before the struct pages go.</summary>
    public static Bug FinalPut { get; } =
        new("FINAL-PUT", "the struct pages go before the last put of a page")
        {
            Base = KnownReleases.V5_0,
            Fix = static r => r with { Memremap = r.Memremap.With(Kill | Wait), Hmm = new ThroughMemremap() },
            Releases = ["v4.14", .. V4_18WithDevicePages, "v5.0"],
            Symptoms = Breaks(
                KernelRules.NoUseAfterFree,
                "device-dax-put-vs-unplug",
                "device-dax-failure-vs-unplug",
                "last-put-vs-unplug",
                "release-pages-vs-unplug",
                "two-puts-vs-unplug",
                "two-pages-vs-unplug",
                "put-vs-truncate-vs-unplug",
                "gup-fast-vs-unplug",
                "gup-slow-vs-unplug",
                "private-zap-vs-unplug",
                "gup-two-pages-vs-unplug",
                "memory-failure-vs-unplug",
                "memory-failure-vs-replug"
            ),
            IntroducedBy = "41e94a851304",
            FixedBy = "50f44ee7248a",
            FixSubject = "mm/devm_memremap_pages: fix final page put race",
            FixedIn = "v5.2",
            Evidence = "the fix's message",
        };

    /// <summary>The put that takes a DAX page to 0 lets the page go, and then reads its page map to see whom to
    /// wake.</summary>
    public static Bug FreedFolio { get; } =
        new("FREED-FOLIO", "a put that frees a DAX page reads the page after its device may have gone")
        {
            Base = KnownReleases.V6_15,
            Fix = static r => r with { DevicePages = HoldsDaxPages(r.DevicePages) },
            Releases = From("v6.15", "v7.1"),
            Symptoms = Breaks(KernelRules.NoUseAfterFree, "put-vs-truncate-vs-unplug"),
            IntroducedBy = "38607c62b34b",
            Evidence = "found by this model, no upstream report known (docs/findings.md)",
        };

    /// <summary>The page map goes although processes have its private pages.</summary>
    public static Bug PgmapEarly { get; } =
        new("PGMAP-EARLY", "a page map goes although its private pages are mapped")
        {
            Base = KnownReleases.V5_19,
            Fix = static r =>
                r with
                {
                    DevicePages = new PrivateFreeAtZero { IsFreeAtZero = r.DevicePages is PrivateFreeAtZero },
                },
            Releases = From("v5.18", "v5.19"),
            Symptoms = Breaks(KernelRules.NoUseAfterFree, "private-zap-vs-unplug", "private-fault-vs-unplug"),
            IntroducedBy = "27674ef6c73f",
            FixedBy = "0dc45ca1ce18",
            FixSubject = "mm/memremap.c: take a pgmap reference on page allocation",
            FixedIn = "v6.1",
            Evidence = "the fix's message",
        };

    /// <summary>Since pages no longer hold their page map one by one, nothing waits for a page that is in use when it
    /// goes.</summary>
    public static Bug PinnedUnplug { get; } =
        new("PINNED-UNPLUG", "a page map goes although its pages are in use")
        {
            Base = KnownReleases.V6_1,
            Fix = FixIn,
            Releases = From("v5.18", "v7.1"),
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

    /// <summary>The queue is cleaned up by a page map that a failed probe has not set up.</summary>
    public static Bug PmemQueueLeak { get; } =
        new("PMEM-QUEUE-LEAK", "a failed setup_pagemap_fsdax leaves the queue behind")
        {
            Base = KnownReleases.V5_2,
            Fix = static r => r with { Memremap = r.Memremap.With(Key | KeyLast | KillsOnConflict) },
            Releases = ["v5.2"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "bind-with-failures", "bind-over-another"),
            IntroducedBy = "50f44ee7248a",
            FixedBy = "f6a55e1a3fe6",
            FixSubject = "memremap: lift the devmap_enable manipulation into devm_memremap_pages",
            FixedIn = "v5.3",
            Evidence =
                "found by this model; the patch mails of both commits show the early return (docs/findings.md). The fix moves "
                + "it into devm_memremap_pages (KEY-ACTION-LEAK); here it is taken with what ended that",
        };

    /// <summary>The result of registering the release action is not looked at.</summary>
    public static Bug Shutdown { get; } =
        new("SHUTDOWN", "a release action that cannot be registered is lost, and the device waits for ever")
        {
            Base = KnownReleases.V4_18,
            Fix = static r => r with { Memremap = r.Memremap.With(Kill) },
            Releases = ["v4.18"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "bind-with-failures"),
            IntroducedBy = "41e94a851304",
            FixedBy = "a95c90f1e2c2",
            FixSubject = "mm, devm_memremap_pages: fix shutdown handling",
            FixedIn = "v5.0",
            Evidence = "the fix's message and the code before it",
        };

    private static DevicePagesForm HoldsDaxPages(DevicePagesForm form) =>
        form is DaxCountsMappings counts
            ? new DaxPagesHoldPagemap { HandsOutWhileDying = counts.HandsOutWhileDying }
            : form;

    // From v6.15 on even the last put of a page reads the page afterwards.
    private static Release FixIn(Release release) =>
        release with
        {
            Memremap = release.Memremap.With(WaitsForPages),
            DevicePages = HoldsDaxPages(release.DevicePages),
        };

    /// <summary>The range is published before arch_add_memory: a lookup gives a live reference, and no struct page is
    /// there yet.</summary>
    public static Bug PgmapUnborn { get; } =
        new("PGMAP-UNBORN", "a page map is found before its struct pages are there")
        {
            Base = KnownReleases.V5_10,
            Fix = static r =>
                r with
                {
                    Memremap = r.Memremap.With(CountsRanges),
                    PfnWalk = r.PfnWalk is OnlyOrdinaryPages walk ? walk with { AsksForRange = true } : r.PfnWalk,
                },
            Releases = From("v5.0", "v5.10"),
            HiddenIn = From("v4.14", "v4.18"), // until memory failure looks page maps up, as DP-SPEC's fix lets it
            Symptoms = Breaks(KernelRules.NoUseAfterFree, "memory-failure-vs-replug"),
            IntroducedBy = "6100e34b2526",
            FixedBy = "34dc45be4563",
            FixSubject = "mm: fix memory_failure() handling of dax-namespace metadata",
            FixedIn = "v5.11",
            Evidence =
                "found by this model: v5.10's devm_memremap_pages and memory_failure were read, and v6.1's to v7.1's, which "
                + "ask pgmap_pfn_valid first; that the fix brought the question is from its message (docs/findings.md)",
        };
}
