using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PutPage;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.IdleTransition;

/// <summary>folio_put knows nothing of pages that are idle at 1.</summary>
internal static class FolioPut
{
    public static Bug Entry { get; } =
        new("FOLIO-PUT", "folio_put makes a DAX page idle and tells nobody")
        {
            Base = KnownReleases.V6_1,
            Fix = static r => r with { PutPage = new FolioPutLooksToo() },
            Releases = From("v5.18", "v6.1"),
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
}
