using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs;

/// <summary>Taking pages that a process has mapped.</summary>
internal static class GetUserPagesBugs
{
    /// <summary>The huge path does not look at the entry again once it has its references.</summary>
    public static Bug GupFastPmd { get; } =
        new("GUPFAST-PMD", "get_user_pages_fast takes pages under a huge entry that is gone")
        {
            Base = KnownReleases.V5_0,
            Break = static r => r with { HugeEntries = r.HugeEntries! with { LooksAgain = false } },
            Fix = static r => r with { HugeEntries = r.HugeEntries! with { LooksAgain = true } },
            Symptoms = Breaks(KernelRules.NoBusyBlockIsFreed, "gup-fast-huge-vs-truncate"),
            IntroducedBy = "3565fce3a659",
            FixedBy = "a9b6de77b1a3",
            FixSubject = "mm: fix __gup_device_huge vs unmap",
            FixedIn = "v4.18",
            Evidence =
                "the fix's message, its hash from memory; v4.17's path, put into a kernel that waits for busy pages",
        };

    /// <summary>The pages taken so far are put, and the reference through which they were reached is not.</summary>
    public static Bug GupHugePgmapLeak { get; } =
        new(
            "GUP-HUGE-PGMAP-LEAK",
            "get_user_pages_fast keeps its reference to the page map when a page under a huge entry is refused"
        )
        {
            Base = KnownReleases.V5_10,
            Fix = static r => r with { HugeEntries = r.HugeEntries! with { ForgetsPagemapWhenRefused = false } },
            Releases = From("v5.7", "v5.10"),
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "gup-fast-huge-refused-vs-unplug"),
            IntroducedBy = "3faa52c03f44",
            FixedBy = "6401c4eb57f9",
            FixSubject = "mm: gup: fix potential pgmap refcnt leak in __gup_device_huge()",
            FixedIn = "v5.15",
            Evidence = "the fix's patch mail; its hash from the message of the commit that followed it up",
        };

    /// <summary>One early return skips the exit that drops the reference.</summary>
    public static Bug GupPgmapLeak { get; } =
        new("GUP-PGMAP-LEAK", "get_user_pages keeps its reference to the page map when it runs into a hole")
        {
            Base = KnownReleases.V5_0,
            Fix = static r => r with { GetUserPages = r.GetUserPages with { LosesPagemapOutsideMapping = false } },
            Releases = ["v5.0"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "gup-past-mapping-vs-unplug"),
            IntroducedBy = "df06b37ffe5a",
            FixedBy = "08be37b79864",
            FixSubject = "mm/gup: finish consolidating error handling",
            FixedIn = "v5.1",
            Evidence = "the fix's message; its hash from memory",
        };

    /// <summary>The slow path takes a page without looking at its count, which unbind has put to 0.</summary>
    public static Bug GupRevive { get; } =
        new("GUP-REVIVE", "get_user_pages takes a page that unbind has already put to 0")
        {
            Base = KnownReleases.V5_10,
            Fix = static r =>
                r with
                {
                    // and gives up, or it would go round (GUP-DYING)
                    GetUserPages = r.GetUserPages with
                    {
                        Grab = new OnlyLivePages(),
                        GivesUpWithoutPagemap = true,
                    },
                    HugeEntries = r.HugeEntries! with { TakesWithGetPage = false },
                    ManagedPut = new HoldsPagemap(),
                },
            Releases = [.. From("v4.14", "v5.10")],
            Symptoms =
            [
                .. Breaks(KernelRules.CountsStayPositive, "gup-slow-vs-unplug", "gup-two-pages-vs-unplug"),
                .. Breaks(KernelRules.NoUseAfterFree, "gup-slow-vs-unplug", "gup-two-pages-vs-unplug"),
                .. Breaks(KernelRules.NoWarnings, "gup-slow-vs-unplug", "gup-two-pages-vs-unplug"),
            ],
            IntroducedBy = "e76384884344",
            Evidence = "found by this model, no upstream report known (docs/findings.md)",
        };

    /// <summary>The slow path looks for a page map that is dying, asks for a fault, and finds the page
    /// mapped.</summary>
    public static Bug GupDying { get; } =
        new("GUP-DYING", "get_user_pages goes round for ever on a page whose device goes")
        {
            Base = KnownReleases.V6_1,
            Break = static r => TeardownBugs.PinnedUnplug.Fix(r), // which shows there as well
            Fix = static r => r with { GetUserPages = r.GetUserPages with { GivesUpWithoutPagemap = true } },
            Releases = From("v4.14", "v6.1"),
            Symptoms = Breaks(KernelRules.ExecutionsEnd, "gup-slow-vs-unplug", "gup-two-pages-vs-unplug"),
            IntroducedBy = "3565fce3a659",
            FixedBy = "38607c62b34b",
            FixSubject = "fs/dax: properly refcount fs dax pages",
            FixedIn = "v6.15",
            Evidence =
                "follow_page_pte and __get_user_pages of v6.1 were read: a signal ends it. In v6.12 xfs unmaps "
                + "its files first (fa422b353d21). It went when DAX pages were "
                + "counted like others; the form shown as its fix is in no kernel",
        };

    /// <summary>Device pages carry the reserved flag, which KVM takes for "not counted".</summary>
    public static Bug KvmNoPut { get; } =
        new("KVM-NOPUT", "KVM never puts the device pages that it gets")
        {
            Base = KnownReleases.V5_3,
            Fix = static r => r with { Kvm = new KvmForm(TakesDevicePagesForReserved: false) },
            Releases = From("v4.14", "v5.3"),
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "kvm-vs-unplug", "kvm-vs-truncate"),
            IntroducedBy = "3565fce3a659",
            FixedBy = "a78986aae9b2",
            FixSubject = "KVM: MMU: Do not treat ZONE_DEVICE pages as being reserved",
            FixedIn = "v5.4",
            Evidence =
                "the fix's message: a hang of guests on device-dax, and a Fixes line of v4.5; the code before it, and "
                + "that of __add_section, which reserves hot-added pages, were read",
        };

    /// <summary>gup_put_folio drops the references of a pin as those of an ordinary page.</summary>
    public static Bug FsDaxFolioWake { get; } =
        new("FSDAX-FOLIO-WAKE", "unpinning a page wakes nobody")
        {
            Base = KnownReleases.V5_18,
            Fix = static r => r with { Unpin = new UnpinForm() },
            Releases = ["v5.18"],
            Symptoms =
            [
                .. Breaks(
                    KernelRules.WaitersAreWoken,
                    "unpin-vs-truncate",
                    "unpin-vs-put-vs-truncate",
                    "pin-vs-truncate",
                    "pin-fast-vs-truncate",
                    "gup-fast-vs-truncate"
                ),
                .. Breaks(
                    KernelRules.PageFreeOncePerIdle,
                    "unpin-vs-truncate",
                    "unpin-vs-put-vs-truncate",
                    "pin-vs-truncate",
                    "pin-fast-vs-truncate",
                    "gup-fast-vs-truncate",
                    "unpin-vs-unplug"
                ),
            ],
            IntroducedBy = "d8ddc099c6b3",
            FixedBy = "f4f451a16dd1",
            FixSubject = "mm: fix missing wake-up event for FSDAX pages",
            FixedIn = "v5.19",
            Evidence = "the fix's message",
        };
}
