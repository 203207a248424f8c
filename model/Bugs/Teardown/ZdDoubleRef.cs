using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Protocol.PutPage;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>Each reference to a page was one to its page map too, except those that get_user_pages_fast took.</summary>
internal static class ZdDoubleRef
{
    public static Bug Entry { get; } =
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
