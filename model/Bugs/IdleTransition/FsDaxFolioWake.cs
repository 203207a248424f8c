using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Unpin;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.IdleTransition;

/// <summary>gup_put_folio drops the references of a pin as those of an ordinary page.</summary>
internal static class FsDaxFolioWake
{
    public static Bug Entry { get; } =
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
                    "pin-fast-vs-truncate"
                ),
                .. Breaks(
                    KernelRules.PageFreeOncePerIdle,
                    "unpin-vs-truncate",
                    "unpin-vs-put-vs-truncate",
                    "pin-vs-truncate",
                    "pin-fast-vs-truncate",
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
