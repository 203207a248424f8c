using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Scenarios.Fixtures;

namespace PgmapCheck.Model.Scenarios;

/// <summary>References to device pages of each type, and to ordinary pages beside them, are put.</summary>
internal static class ReferencesScenarios
{
    public static ImmutableArray<Scenario> All { get; } =
    [
        new("private-put-vs-put", "two users put one private page", PrivatePuts) { RunsOn = Scenario.HasPrivateMemory },
        new("private-reuse-vs-put", "a private page is put by one user and handed out to another", PrivateReuse)
        {
            RunsOn = Scenario.HasPrivateMemory,
        },
        new("public-release-vs-put", "release_pages and put_page of one public page", PublicReleaseVersusPut)
        {
            RunsOn = HasDevmem,
        },
        new("private-release-vs-put", "release_pages and put_page of one private page", PrivateReleaseVersusPut)
        {
            RunsOn = Scenario.HasPrivateMemory,
        },
        new("mixed-batch", "release_pages of a DAX page and an ordinary one", MixedBatch),
        new("ordinary-put-vs-put", "two users put one ordinary page", OrdinaryPuts) { RunsOn = Scenario.Anywhere },
        new("ordinary-release-vs-put", "release_pages and put_page of one ordinary page", OrdinaryReleaseVersusPut)
        {
            RunsOn = Scenario.Anywhere,
        },
        new("dax-supported", "mount asks for DAX support of a page that no page map covers", SupportWithoutPgmap)
        {
            RunsOn = release => release.AsksForDaxSupport,
        },
    ];

    // Public memory went with hmm_devmem_add.
    private static bool HasDevmem(Release release) => Scenario.HasDevicePages(release) && release.Hmm.OffersDevmem;

    private static void PrivatePuts(Linux linux) =>
        StartTwo(
            linux,
            DevicePage(linux, MemoryType.Private, 2),
            static (l, p) => PutPage(l, p),
            static (l, p) => PutPage(l, p)
        );

    private static void PublicReleaseVersusPut(Linux linux) =>
        StartTwo(
            linux,
            DevicePage(linux, MemoryType.Public, 2),
            static (l, p) => ReleasePages(l, [p]),
            static (l, p) => PutPage(l, p)
        );

    private static void PrivateReleaseVersusPut(Linux linux) =>
        StartTwo(
            linux,
            DevicePage(linux, MemoryType.Private, 2),
            static (l, p) => ReleasePages(l, [p]),
            static (l, p) => PutPage(l, p)
        );

    private static void OrdinaryPuts(Linux linux) =>
        StartTwo(linux, OrdinaryPage(linux, 2), static (l, p) => PutPage(l, p), static (l, p) => PutPage(l, p));

    private static void OrdinaryReleaseVersusPut(Linux linux) =>
        StartTwo(linux, OrdinaryPage(linux, 2), static (l, p) => ReleasePages(l, [p]), static (l, p) => PutPage(l, p));

    private static void PrivateReuse(Linux linux)
    {
        var page = DevicePage(linux, MemoryType.Private, 1);
        linux.Start("CPU 0 (zap)", () => PutPage(linux, page), page.UserReference);
        linux.Start("CPU 1 (driver)", () => AllocateAndPut(linux, page));
    }

    private static void MixedBatch(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var (dax, ordinary) = (pmem.Pgmap.Pages[0], OrdinaryPage(linux, 2));
        linux.Start(
            "CPU 0 (direct I/O)",
            () => ReleasePages(linux, [dax, ordinary]),
            dax.UserReference,
            ordinary.UserReference
        );
        linux.Start("CPU 1 (user)", () => PutPage(linux, ordinary), ordinary.UserReference);
    }

    private static void SupportWithoutPgmap(Linux linux)
    {
        var page = OrdinaryPage(linux, 1);
        linux.Start("CPU 0 (mount)", () => AskSupport(linux, page), page.UserReference);
    }

    private static void StartTwo(
        Linux linux,
        Page page,
        Func<Linux, Page, Routine> first,
        Func<Linux, Page, Routine> second
    )
    {
        linux.Start("CPU 0 (user)", () => first(linux, page), page.UserReference);
        linux.Start("CPU 1 (user)", () => second(linux, page), page.UserReference);
    }

    private static Page DevicePage(Linux linux, MemoryType type, int users) =>
        new HmmDevice(linux, "gpu0", type, new PgmapStart(1, true, users, false)).Pgmap.Pages[0];

    private static Page OrdinaryPage(Linux linux, int users) =>
        linux.Pages.Add(new Page(linux, "ram page", null, users));

    private static async Routine AllocateAndPut(Linux linux, Page page)
    {
        await page.InUse.Until(static (value, _) => value == 0);
        await linux.Release.Hmm.Allocate(linux, page);
        await PutPage(linux, page);
    }

    private static async Routine AskSupport(Linux linux, Page page) =>
        await linux.Release.DaxSupport.BdevDaxSupported(linux, page);
}
