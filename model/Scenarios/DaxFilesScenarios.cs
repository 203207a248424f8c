using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Scenarios.Fixtures;

namespace PgmapCheck.Model.Scenarios;

/// <summary>Files that are more than a page for each entry of their own: with holes, with blocks that they share, with
/// large entries.</summary>
internal static partial class DaxFilesScenarios
{
    public static ImmutableArray<Scenario> All { get; } =
    [
        new(
            "hole-read-then-written",
            "a process reads a hole, writes to it, and has I/O done there",
            HoleReadThenWritten
        ),
        new(
            "read-hole-vs-write",
            "a hole for a large entry is read while another thread writes to it",
            ReadHoleVersusWrite
        ),
        new(
            "shared-fault-vs-shared-fault",
            "two files share a block, and both are mapped for the first time",
            SharedFaults
        )
        {
            RunsOn = SharesPages,
        },
        new(
            "shared-fault-vs-truncate",
            "two files share a block: one is truncated while the other is mapped",
            SharedFaultVersusTruncate
        )
        {
            RunsOn = SharesPages,
        },
        new("three-files-share", "three files that share a block are mapped", ThreeFilesShare) { RunsOn = SharesPages },
        new(
            "three-files-go",
            "three files that share a block are mapped, and one after the other truncated",
            ThreeFilesGo
        )
        {
            RunsOn = static release => SharesPages(release) && release.DaxAssociation is CountsSharers,
        },
        new("huge-page-vs-truncate", "one entry for two pages, of which one is in use", HugePageVersusTruncate),
    ];

    private static bool SharesPages(Release release) =>
        Scenario.HasFsDaxPages(release) && release.DaxAssociation.SharesPages;

    private static void HoleReadThenWritten(Linux linux)
    {
        var pmem = BoundPmem(linux);
        var zero = linux.Pages.Add(new Page(linux, "zero page", null, 1));
        var file = linux.Files.Add(new DaxFile(linux, "file", FileSystem.Xfs, [.. pmem.Pgmap.Pages], true, 1, zero));
        var (zeroes, took) = (linux.Outcome("the process reads zeroes"), linux.Outcome("gup takes the page"));
        linux.StartTask(
            "CPU 0 (process)",
            current => ReadWriteAndPin(linux, current, file, zeroes, took),
            zero.UserReference
        );
    }

    private static void ReadHoleVersusWrite(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 2);
        var zero = linux.Pages.Add(new Page(linux, "huge zero page", null, 1));
        var file = linux.Files.Add(new DaxFile(linux, "file", FileSystem.Xfs, [.. pmem.Pgmap.Pages], true, 2, zero));
        var done = linux.Outcome("the page is mapped");
        linux.StartTask("CPU 0 (reader)", current => Touch(linux, current, file, done), zero.UserReference);
        linux.StartTask("CPU 1 (writer)", current => Write(linux, current, file, done));
    }

    private static void SharedFaults(Linux linux)
    {
        var (first, second) = SharingFiles(linux);
        var done = linux.Outcome("the page is mapped");
        linux.StartTask("CPU 0 (user)", current => Touch(linux, current, first, done));
        linux.StartTask("CPU 1 (user)", current => Touch(linux, current, second, done));
    }

    private static void SharedFaultVersusTruncate(Linux linux)
    {
        var (first, second) = SharingFiles(linux);
        var done = linux.Outcome("the page is mapped");
        linux.StartTask("CPU 0 (user, truncate)", current => TouchAndTruncate(linux, current, first, done));
        linux.StartTask("CPU 1 (user)", current => Touch(linux, current, second, done));
    }

    private static void ThreeFilesShare(Linux linux)
    {
        var files = ThreeSharingFiles(linux);
        linux.StartTask("CPU 0 (user)", current => TouchAll(linux, current, files));
    }

    private static void ThreeFilesGo(Linux linux)
    {
        var files = ThreeSharingFiles(linux);
        var done = linux.Outcome("all files are truncated");
        linux.StartTask("CPU 0 (user, truncate)", current => TouchAllAndTruncateAll(linux, current, files, done));
    }

    private static void HugePageVersusTruncate(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 2);
        var file = MappedHugeFile(linux, pmem);
        var page = pmem.Pgmap.Pages[0];
        page.AddReferencesAtBoot(1);
        linux.StartTask("CPU 0 (truncate)", current => Truncate(linux, current, file));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static ImmutableArray<DaxFile> ThreeSharingFiles(Linux linux)
    {
        var pmem = BoundPmem(linux);
        return
        [
            SharingFile(linux, pmem, "file"),
            SharingFile(linux, pmem, "clone"),
            SharingFile(linux, pmem, "clone 2"),
        ];
    }

    private static (DaxFile First, DaxFile Second) SharingFiles(Linux linux)
    {
        var pmem = BoundPmem(linux);
        return (SharingFile(linux, pmem, "file"), SharingFile(linux, pmem, "clone"));
    }

    private static DaxFile SharingFile(Linux linux, PmemDevice pmem, string name) =>
        linux.Files.Add(new DaxFile(linux, name, FileSystem.Xfs, [.. pmem.Pgmap.Pages], true, isShared: true));

    private static async Routine TouchAndTruncate(Linux linux, TaskStruct current, DaxFile file, Resource done)
    {
        await Touch(linux, current, file, done);
        await Truncate(linux, current, file);
    }

    private static async Routine Write(Linux linux, TaskStruct current, DaxFile file, Resource done)
    {
        if (await linux.Release.DaxFault.Fault(linux, current, file, 0, isWrite: true))
        {
            linux.Machine.Hold(done);
        }
    }

    private static async Routine ReadWriteAndPin(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        Resource readsZeroes,
        Resource takesPage
    )
    {
        await linux.Release.DaxFault.Fault(linux, current, file, 0);
        if (await file.Ptes[0].Load() == DaxFile.ZeroPte)
        {
            linux.Machine.Hold(readsZeroes);
        }

        await linux.Release.DaxFault.Fault(linux, current, file, 0, isWrite: true);
        if (await linux.Release.GetUserPages.Fast(linux, file, 0) is { } page)
        {
            linux.Machine.Hold(takesPage);
            await PutPage(linux, page);
        }
    }

    private static async Routine TouchAll(Linux linux, TaskStruct current, ImmutableArray<DaxFile> files)
    {
        for (var i = 0; i < files.Length; i++)
        {
            await linux.Release.DaxFault.Fault(linux, current, files[i], 0);
        }
    }

    private static async Routine TouchAllAndTruncateAll(
        Linux linux,
        TaskStruct current,
        ImmutableArray<DaxFile> files,
        Resource done
    )
    {
        await TouchAll(linux, current, files);
        for (var i = 0; i < files.Length; i++)
        {
            await Truncate(linux, current, files[i]);
        }

        linux.Machine.Hold(done);
    }
}
