using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Scenarios.Fixtures;

namespace PgmapCheck.Model.Scenarios;

/// <summary>A file is truncated while its pages are, or are about to be, in use.</summary>
internal static partial class LayoutsScenarios
{
    public static ImmutableArray<Scenario> OfTruncate { get; } =
    [
        new("put-page-vs-truncate", "direct I/O drops its page with put_page", PutPageVersusTruncate),
        new("put-page-vs-ext4-truncate", "the same on ext4", PutPageVersusExt4),
        new("release-pages-vs-truncate", "direct I/O drops its page with release_pages", ReleaseVersusTruncate),
        new("two-puts-vs-truncate", "two users of one page put it", TwoPutsVersusTruncate),
        new("two-pages-vs-truncate", "two pages of one file, each in use", TwoPagesVersusTruncate),
        new("release-batch-vs-truncate", "one release_pages for two pages of the file", ReleaseBatchVersusTruncate),
        new("two-truncates", "two files whose pages share a wait queue", TwoTruncates)
        {
            Hardware = new() { OneWaitQueue = true },
        },
        new("gup-fast-vs-truncate", "get_user_pages_fast and put_page", GupFastVersusTruncate),
        new("gup-slow-vs-truncate", "get_user_pages, with faults, and put_page", GupSlowVersusTruncate),
        new("gup-two-pages-vs-truncate", "get_user_pages of two pages, one after the other", GupTwoVersusTruncate),
        new("gup-two-pages-vs-ext4-truncate", "the same on ext4", GupTwoVersusExt4),
        new("gup-two-pages-vs-fuse-truncate", "the same on virtio-fs", GupTwoVersusFuse)
        {
            RunsOn = release => Scenario.HasFsDaxPages(release) && release.HasFuseDax,
        },
        new("munmap-vs-truncate", "direct I/O to a page whose mapping goes away", MunmapVersusTruncate),
        new("munmap-vs-put", "the mapping of a page goes away while direct I/O drops the page", MunmapVersusPut),
    ];

    private static void PutPageVersusTruncate(Linux linux) => PutVersusTruncate(linux, FileSystem.Xfs);

    private static void PutPageVersusExt4(Linux linux) => PutVersusTruncate(linux, FileSystem.Ext4);

    private static void PutVersusTruncate(Linux linux, FileSystem fileSystem)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        StartWaitingTruncate(linux, "CPU 0 (truncate)", MappedFile(linux, pmem, fileSystem));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void ReleaseVersusTruncate(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        StartWaitingTruncate(linux, "CPU 0 (truncate)", MappedFile(linux, pmem));
        linux.Start("CPU 1 (direct I/O)", () => ReleasePages(linux, [page]), page.UserReference);
    }

    private static void TwoPutsVersusTruncate(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 2);
        var page = pmem.Pgmap.Pages[0];
        StartWaitingTruncate(linux, "CPU 0 (truncate)", MappedFile(linux, pmem));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
        linux.Start("CPU 2 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void TwoPagesVersusTruncate(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 2, usersPerPage: 1);
        var (first, second) = (pmem.Pgmap.Pages[0], pmem.Pgmap.Pages[1]);
        StartWaitingTruncate(linux, "CPU 0 (truncate)", MappedFile(linux, pmem));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, first), first.UserReference);
        linux.Start("CPU 2 (direct I/O)", () => PutPage(linux, second), second.UserReference);
    }

    private static void ReleaseBatchVersusTruncate(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 2, usersPerPage: 1);
        ImmutableArray<Page> pages = [.. pmem.Pgmap.Pages];
        StartWaitingTruncate(linux, "CPU 0 (truncate)", MappedFile(linux, pmem));
        linux.Start(
            "CPU 1 (direct I/O)",
            () => ReleasePages(linux, pages),
            pages[0].UserReference,
            pages[1].UserReference
        );
    }

    private static void TwoTruncates(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 2, usersPerPage: 1);
        ImmutableArray<Page> pages = [.. pmem.Pgmap.Pages];
        for (var i = 0; i < 2; i++)
        {
            var file = linux.Files.Add(new DaxFile(linux, $"file{i}", FileSystem.Xfs, [pages[i]], true));
            StartWaitingTruncate(linux, $"CPU {i} (truncate)", file);
        }

        linux.Start("CPU 2 (direct I/O)", () => PutBoth(linux, pages), pages[0].UserReference, pages[1].UserReference);
    }

    private static void GupFastVersusTruncate(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var (took, failed) = (linux.Outcome("gup takes the page"), linux.Outcome("gup has to back off"));
        StartWaitingTruncate(linux, "CPU 0 (truncate)", file);
        linux.Start("CPU 1 (direct I/O)", () => GupFastAndPut(linux, file, took, failed));
    }

    private static void GupSlowVersusTruncate(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var (took, failed) = (linux.Outcome("gup takes the page"), linux.Outcome("gup finds the block gone"));
        StartWaitingTruncate(linux, "CPU 0 (truncate)", file);
        linux.StartTask("CPU 1 (direct I/O)", current => GupAndPut(linux, current, file, took, failed));
    }

    private static void GupTwoVersusTruncate(Linux linux) =>
        StartGupOfTwo(linux, BoundPmem(linux, pages: 2), FileSystem.Xfs);

    private static void GupTwoVersusExt4(Linux linux) =>
        StartGupOfTwo(linux, BoundPmem(linux, pages: 2), FileSystem.Ext4);

    private static void GupTwoVersusFuse(Linux linux) =>
        StartGupOfTwo(linux, BoundDaxWindow(linux, pages: 2), FileSystem.Fuse);

    private static void StartGupOfTwo(Linux linux, PmemDevice device, FileSystem fileSystem)
    {
        var file = MappedFile(linux, device, fileSystem);
        var both = linux.Outcome("gup takes both pages");
        StartWaitingTruncate(linux, "CPU 0 (truncate)", file);
        linux.StartTask("CPU 1 (direct I/O)", current => GupTwoAndPut(linux, current, file, both));
    }

    private static void MunmapVersusPut(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        var file = MappedFile(linux, pmem);
        linux.Start("CPU 0 (munmap)", () => linux.Release.DaxFault.Unmap(linux, file));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void MunmapVersusTruncate(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        var file = MappedFile(linux, pmem);
        StartTruncate(linux, "CPU 0 (truncate)", file);
        linux.Start("CPU 1 (direct I/O)", () => UnmapAndPut(linux, file, page), page.UserReference);
    }

    private static async Routine PutBoth(Linux linux, ImmutableArray<Page> pages)
    {
        await PutPage(linux, pages[0]);
        await PutPage(linux, pages[1]);
    }

    private static async Routine GupFastAndPut(Linux linux, DaxFile file, Resource took, Resource failed)
    {
        var page = await linux.Release.GetUserPages.Fast(linux, file, 0);
        linux.Machine.Hold(page is null ? failed : took);
        if (page is not null)
        {
            await PutPage(linux, page);
        }
    }

    private static async Routine GupAndPut(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        Resource took,
        Resource failed
    )
    {
        var page = await linux.Release.GetUserPages.Slow(linux, current, file, 0);
        linux.Machine.Hold(page is null ? failed : took);
        if (page is not null)
        {
            await PutPage(linux, page);
        }
    }

    private static async Routine GupTwoAndPut(Linux linux, TaskStruct current, DaxFile file, Resource both)
    {
        var first = await linux.Release.GetUserPages.Slow(linux, current, file, 0);
        var second = await linux.Release.GetUserPages.Slow(linux, current, file, 1);
        if (first is not null && second is not null)
        {
            linux.Machine.Hold(both);
        }

        if (first is not null)
        {
            await PutPage(linux, first);
        }

        if (second is not null)
        {
            await PutPage(linux, second);
        }
    }

    private static async Routine UnmapAndPut(Linux linux, DaxFile file, Page page)
    {
        await linux.Release.DaxFault.Unmap(linux, file);
        await PutPage(linux, page);
    }
}
