using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Scenarios.Fixtures;

namespace PgmapCheck.Model.Scenarios;

/// <summary>The life of a file beside the use of its pages: holes, private copies, inodes that go and come, other file
/// systems.</summary>
internal static partial class LayoutsScenarios
{
    public static ImmutableArray<Scenario> All { get; } =
    [
        new("folio-put-vs-truncate", "direct I/O drops its page with folio_put", FolioPutVersusTruncate)
        {
            RunsOn = release => Scenario.HasFsDaxPages(release) && release.HasFolios,
        },
        new("fault-vs-put-vs-truncate", "a page that truncate waits for is mapped again", RemapVersusTruncate),
        new("punch-hole-vs-put", "a hole is punched beside a page in use, and then where it is", PunchVersusPut),
        new("private-copy-vs-punch-hole", "a hole is punched under a private copy of its page", CopyVersusPunch),
        new(
            "private-copy-vs-fault",
            "a private copy is made while another thread of the process touches the page",
            CopyVersusFault
        ),
        new(
            "private-copy-vs-private-copy",
            "two threads of a process write to one page of a private mapping",
            CopyVersusCopy
        ),
        new(
            "private-write-vs-punch-hole",
            "a process gives a page up and writes there while a hole is punched",
            WriteVersusPunch
        ),
        new(
            "private-write-vs-fault",
            "a process gives a page up and writes there while another thread of it touches the page",
            WriteVersusFault
        ),
        new(
            "remount-and-truncate-vs-put",
            "a file with a page in use is unmapped, its file system mounted anew, and the file truncated",
            RemountVersusPut
        ),
        new("ext2-truncate-vs-put", "direct I/O to a page of a file on ext2, which is truncated", Ext2VersusPut)
        {
            RunsOn = release => Scenario.HasFsDaxPages(release) && release.HasExt2Dax,
        },
        new(
            "fuse-put-vs-truncate",
            "direct I/O to a page of virtio-fs, whose page map has no callbacks",
            FusePutVersusTruncate
        )
        {
            RunsOn = HasFuse,
        },
        new("fuse-second-page-vs-truncate", "a file of virtio-fs with its second page in use", FuseSecondPage)
        {
            RunsOn = HasFuse,
        },
        new("fuse-evict", "the inode of an unmapped file of virtio-fs goes", FuseEvict) { RunsOn = HasFuse },
    ];

    private static bool HasFuse(Release release) => Scenario.HasFsDaxPages(release) && release.HasFuseDax;

    private static void FolioPutVersusTruncate(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        StartWaitingTruncate(linux, "CPU 0 (truncate)", MappedFile(linux, pmem));
        linux.Start("CPU 1 (direct I/O)", () => FolioPut(linux, page), page.UserReference);
    }

    private static void RemapVersusTruncate(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        var file = MappedFile(linux, pmem);
        StartWaitingTruncate(linux, "CPU 0 (truncate)", file);
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
        linux.StartTask("CPU 2 (user)", current => Touch(linux, current, file));
    }

    private static void PunchVersusPut(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 2);
        var file = MappedFile(linux, pmem);
        var page = pmem.Pgmap.Pages[0];
        page.AddReferencesAtBoot(1);
        var done = linux.Outcome("both holes are punched");
        linux.StartTask("CPU 0 (fallocate)", current => PunchBoth(linux, current, file, done));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void CopyVersusPunch(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var done = linux.Outcome("the hole is punched");
        var (copied, failed) = (
            linux.Outcome("the process has a copy"),
            linux.Outcome("the process finds the block gone")
        );
        linux.StartTask("CPU 0 (fallocate)", current => Punch(linux, current, file, done));
        linux.StartTask("CPU 1 (user)", current => WriteAndRead(linux, current, file, copied, failed));
    }

    private static void CopyVersusFault(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        linux.StartTask("CPU 0 (user)", current => Touch(linux, current, file));
        var (copied, failed) = (
            linux.Outcome("the process has a copy"),
            linux.Machine.Ghost("the process finds the block gone")
        );
        linux.StartTask("CPU 1 (user)", current => WriteAndRead(linux, current, file, copied, failed));
    }

    private static void CopyVersusCopy(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var (copied, failed) = (
            linux.Outcome("the process has a copy"),
            linux.Machine.Ghost("the process finds the block gone")
        );
        linux.StartTask("CPU 0 (user)", current => WriteAndRead(linux, current, file, copied, failed));
        linux.StartTask("CPU 1 (user)", current => WriteAndRead(linux, current, file, copied, failed));
    }

    private static void WriteVersusPunch(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var done = linux.Outcome("the hole is punched");
        var (copied, failed) = (linux.Outcome("the write makes a copy"), linux.Outcome("the block is gone"));
        linux.StartTask("CPU 0 (fallocate)", current => Punch(linux, current, file, done));
        linux.StartTask("CPU 1 (user)", current => GiveUpAndWrite(linux, current, file, copied, failed));
    }

    private static void WriteVersusFault(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var (copied, failed) = (linux.Outcome("the write makes a copy"), linux.Machine.Ghost("the block is gone"));
        linux.StartTask("CPU 0 (user)", current => Touch(linux, current, file));
        linux.StartTask("CPU 1 (user)", current => GiveUpAndWrite(linux, current, file, copied, failed));
    }

    private static void RemountVersusPut(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        var file = MappedFile(linux, pmem);
        var done = linux.Outcome("the file is truncated");
        linux.StartTask("CPU 0 (umount, mount, truncate)", current => RemountAndTruncate(linux, current, file, done));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void Ext2VersusPut(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        StartTruncate(linux, "CPU 0 (truncate)", MappedFile(linux, pmem, FileSystem.Ext2));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void FusePutVersusTruncate(Linux linux)
    {
        var window = BoundDaxWindow(linux);
        var page = window.Pgmap.Pages[0];
        var file = MappedFile(linux, window, FileSystem.Fuse);
        page.AddReferencesAtBoot(1);
        StartWaitingTruncate(linux, "CPU 0 (truncate)", file);
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void FuseSecondPage(Linux linux)
    {
        var window = BoundDaxWindow(linux, pages: 2);
        var page = window.Pgmap.Pages[1];
        var file = MappedFile(linux, window, FileSystem.Fuse);
        page.AddReferencesAtBoot(1);
        StartTruncate(linux, "CPU 0 (truncate)", file);
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void FuseEvict(Linux linux)
    {
        var file = MappedFile(linux, BoundDaxWindow(linux), FileSystem.Fuse);
        linux.StartTask("CPU 0 (munmap, close)", current => UnmapAndEvict(linux, current, file));
    }

    private static async Routine FolioPut(Linux linux, Page page)
    {
        await linux.Machine.Pass($"I/O to {page.Name}");
        linux.Machine.Drop(page.UserReference);
        await linux.Release.PutPage.PutFolio(linux, page);
    }

    private static async Routine Touch(Linux linux, TaskStruct current, DaxFile file) =>
        await linux.Release.DaxFault.Fault(linux, current, file, 0);

    private static async Routine Punch(Linux linux, TaskStruct current, DaxFile file, Resource done)
    {
        await linux.Release.Truncate.PunchHole(linux, current, file, 0, 0);
        linux.Machine.Hold(done);
    }

    private static async Routine PunchBoth(Linux linux, TaskStruct current, DaxFile file, Resource done)
    {
        await linux.Release.Truncate.PunchHole(linux, current, file, 1, 1);
        await linux.Release.Truncate.PunchHole(linux, current, file, 0, 0);
        linux.Machine.Hold(done);
    }

    private static async Routine WriteAndRead(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        Resource copied,
        Resource failed
    )
    {
        var isThere = await linux.Release.DaxFault.CopyOnWrite(linux, current, file, 0);
        linux.Machine.Hold(isThere ? copied : failed);
        if (isThere)
        {
            await linux.Release.DaxFault.ReadPrivate(linux, file, 0);
        }
    }

    // madvise(MADV_DONTNEED), so that the write finds no page
    private static async Routine GiveUpAndWrite(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        Resource copied,
        Resource failed
    )
    {
        await linux.Release.Mappings.Zap(linux, file, 0, evenCows: true);
        await WriteAndRead(linux, current, file, copied, failed);
    }

    private static async Routine UnmapAndEvict(Linux linux, TaskStruct current, DaxFile file)
    {
        await linux.Release.DaxFault.Unmap(linux, file);
        await linux.Release.Truncate.Evict(linux, current, file);
    }

    private static async Routine RemountAndTruncate(Linux linux, TaskStruct current, DaxFile file, Resource done)
    {
        await UnmapAndEvict(linux, current, file);
        await linux.Release.DaxFault.Map(file);
        await linux.Release.Truncate.Truncate(linux, current, file);
        linux.Machine.Hold(done);
    }
}
