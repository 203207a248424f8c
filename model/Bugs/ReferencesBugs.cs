using Interleave.Memory;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs;

/// <summary>References to pages and page maps: how they are put, and who is told that a page is idle.</summary>
internal static class ReferencesBugs
{
    /// <summary>folio_put knows nothing of pages that are idle at 1.</summary>
    public static Bug FolioPut { get; } =
        new("FOLIO-PUT", "folio_put makes a DAX page idle and tells nobody")
        {
            Base = KnownReleases.V6_1,
            Fix = static r => r with { PutPage = new FolioPutLooksToo() },
            Releases = From("v5.18", "v6.12"),
            Symptoms =
            [
                .. Breaks(KernelRules.WaitersAreWoken, "folio-put-vs-truncate"),
                .. Breaks(KernelRules.PageFreeOncePerIdle, "folio-put-vs-truncate"),
            ],
            FixedBy = "38607c62b34b",
            FixSubject = "fs/dax: properly refcount fs dax pages",
            FixedIn = "v6.15",
            Evidence =
                "acknowledged by the author of the fix in review (September 2022, February 2025); upstream's fix "
                + "changes how DAX pages are counted, the fix here does not",
        };

    /// <summary>The put that makes a page idle holds nothing any more when it reads the page to tell its
    /// driver.</summary>
    public static Bug IdlePut { get; } =
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
                "private-zap-vs-unplug",
                "unpin-vs-unplug"
            ),
            IntroducedBy = "e76384884344",
            Evidence = "found by this model, no upstream report known (docs/findings.md)",
        };

    /// <summary>IDLE-PUT through release_pages.</summary>
    public static Bug IdlePutBatch { get; } =
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

    /// <summary>
    /// The count is changed by a store, so the look at the wait queue may be done before it: on x86 while the store
    /// waits in the CPU's buffer.
    /// </summary>
    public static Bug MbarWake { get; } =
        new("MBAR-WAKE", "a wake-up that is not ordered after what the waiter tests")
        {
            Claim = BugClaim.OnlyUnderWeakMemory,
            ShowsUnder = [MemoryModel.Tso, MemoryModel.Weak],
            Base = KnownReleases.V5_10,
            Break = static r => r with { ManagedPut = new DecrementsByStore() },
            Fix = static r => r with { ManagedPut = KnownReleases.V5_10.ManagedPut },
            Symptoms = Breaks(KernelRules.WaitersAreWoken, "put-page-vs-truncate"),
            Evidence = "not one commit: the rule in the comments of wake_up_var and waitqueue_active",
        };

    /// <summary>
    /// The decrement is atomic and loses only its ordering. The kernel's memory model lets the look at the wait queue
    /// come first; x86 does not, because every locked instruction is a full barrier there, whatever the kernel asks
    /// for.
    /// </summary>
    public static Bug MbarWakeRmw { get; } =
        new("MBAR-WAKE-RMW", "a wake-up that only x86 orders after what the waiter tests")
        {
            Claim = BugClaim.OnlyUnderWeakMemory,
            ShowsUnder = [MemoryModel.Weak],
            Base = KnownReleases.V5_10,
            Break = static r => r with { ManagedPut = new DecrementsRelaxed() },
            Fix = static r => r with { ManagedPut = KnownReleases.V5_10.ManagedPut },
            Symptoms = Breaks(KernelRules.WaitersAreWoken, "put-page-vs-truncate"),
            Evidence = "not one commit: Documentation/atomic_t.txt on operations without a return value",
        };

    /// <summary>A page map without callbacks is taken for a mistake before anybody is woken.</summary>
    public static Bug NoOpsWake { get; } =
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

    /// <summary>Only public pages are put the device's way by release_pages; nobody hears that a DAX page is
    /// idle.</summary>
    public static Bug RelPages { get; } =
        new("REL-PAGES", "release_pages puts DAX and private pages like ordinary ones")
        {
            Base = KnownReleases.V4_18,
            Fix = static r => r with { ReleasePages = new EveryDevicePage() },
            Releases = From("v4.14", "v5.2"),
            Symptoms =
            [
                .. Breaks(KernelRules.WaitersAreWoken, "release-pages-vs-truncate", "release-batch-vs-truncate"),
                .. Breaks(
                    KernelRules.PageFreeOncePerIdle,
                    "release-pages-vs-truncate",
                    "release-batch-vs-truncate",
                    "mixed-batch",
                    "private-release-vs-put",
                    "release-pages-vs-unplug",
                    "two-pages-vs-unplug"
                ),
            ],
            IntroducedBy = "df6ad69838fc",
            FixedBy = "c5d6c45e90c4",
            FixSubject = "mm/swap: Fix release_pages() when releasing devmap pages",
            FixedIn = "v5.3",
            Evidence = "the fix's message, and the discussion on linux-mm in June 2019",
        };

    /// <summary>Each reference to a page was one to its page map too, except those that get_user_pages_fast
    /// took.</summary>
    public static Bug ZdDoubleRef { get; } =
        new("ZD-DOUBLEREF", "a put gives back a page map reference that the get did not take")
        {
            Base = KnownReleases.V5_2,
            Break = static r =>
                r with
                {
                    PutPage = new PutsPagemapToo(),
                    GetUserPages = r.GetUserPages with { Grab = new GetsPagemapToo() },
                    Config = r.Config with { DevicePrivate = false }, // private memory came with v4.14, after the fix
                },
            Fix = static r =>
                r with
                {
                    PutPage = KnownReleases.V5_2.PutPage,
                    GetUserPages = KnownReleases.V5_2.GetUserPages,
                },
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "gup-fast-vs-truncate"),
            IntroducedBy = "3565fce3a659",
            FixedBy = "71389703839e",
            FixSubject =
                "mm, zone_device: Replace {get, put}_zone_device_page() with a single reference to fix pmem crash",
            FixedIn = "v4.12",
            Evidence = "the fix's subject, its patch, and its message; the puts and gets of v4.11, put into v5.2",
        };
}
