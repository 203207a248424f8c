using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Scenarios.Fixtures;

namespace PgmapCheck.Model.Scenarios;

/// <summary>Several threads want one entry of a DAX file's page cache.</summary>
internal static class DaxEntryScenarios
{
    public static ImmutableArray<Scenario> All { get; } =
    [
        new("fault-vs-fsync", "a page is faulted in while its entry is written back", FaultVersusFsync),
        new("fsync-vs-truncate", "an entry is written back while truncate waits for its page", FsyncVersusTruncate),
        new("two-entries-fsync-vs-truncate", "the same where the file has a second page, which is idle", FsyncOfTwoVersusTruncate),
        new("three-invalidations", "three threads delete the entry that a fourth writes back", ThreeInvalidations),
        new("memory-failure-vs-fsync", "a page fails while its entry is written back", FailureVersusFsync)
        { RunsOn = release => Scenario.HasFsDaxPages(release) && release.DaxEntries.LocksFailedPages },
        new("read-hole-vs-write", "a hole for a large entry is read while another thread writes to it", ReadHoleVersusWrite),
        new("shared-fault-vs-shared-fault", "two files share a block, and both are mapped for the first time", SharedFaults) { RunsOn = SharesPages },
        new("shared-fault-vs-truncate", "two files share a block: one is truncated while the other is mapped", SharedFaultVersusTruncate) { RunsOn = SharesPages },
        new("huge-page-vs-truncate", "one entry for two pages, of which one is in use", HugePageVersusTruncate),
    ];

    private static void FaultVersusFsync(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var (waits, done) = (linux.Outcome("fsync is done"), linux.Outcome("the page is mapped"));
        linux.StartTask("CPU 0 (fsync)", current => Fsync(linux, current, file, waits));
        linux.StartTask("CPU 1 (user)", current => Touch(linux, current, file, done));
        linux.StartTask("CPU 2 (user)", current => Touch(linux, current, file, done));
    }

    private static void FsyncVersusTruncate(Linux linux) => StartFsyncAndTruncate(linux, pages: 1);

    private static void FsyncOfTwoVersusTruncate(Linux linux) => StartFsyncAndTruncate(linux, pages: 2);

    private static void StartFsyncAndTruncate(Linux linux, int pages)
    {
        var pmem = BoundPmem(linux, pages, usersPerPage: 0);
        var file = MappedFile(linux, pmem);
        var page = pmem.Pgmap.Pages[0];
        page.AddReferencesAtBoot(1);
        var done = linux.Outcome("fsync is done");
        StartTruncate(linux, "CPU 0 (truncate)", file);
        linux.StartTask("CPU 1 (fsync)", current => Fsync(linux, current, file, done));
        linux.Start("CPU 2 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void ThreeInvalidations(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var done = linux.Outcome("fsync is done");
        linux.StartTask("CPU 0 (fsync)", current => Fsync(linux, current, file, done));
        for (var i = 1; i <= 3; i++)
        {
            linux.StartTask($"CPU {i} (invalidate)", current => Invalidate(linux, current, file));
        }
    }

    private static void FailureVersusFsync(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var done = linux.Outcome("fsync is done");
        linux.StartTask("CPU 0 (fsync)", current => Fsync(linux, current, file, done));
        linux.StartTask("CPU 1 (memory failure)", current => FailMemory(linux, current, file));
    }

    private static bool SharesPages(Release release) => Scenario.HasFsDaxPages(release) && release.DaxAssociation.SharesPages;

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

    private static (DaxFile First, DaxFile Second) SharingFiles(Linux linux)
    {
        var pmem = BoundPmem(linux);
        return (SharingFile(linux, pmem, "file"), SharingFile(linux, pmem, "clone"));
    }

    private static DaxFile SharingFile(Linux linux, PmemDevice pmem, string name) =>
        linux.Files.Add(new DaxFile(linux, name, FileSystem.Xfs, [.. pmem.Pgmap.Pages], true, isShared: true));

    private static void HugePageVersusTruncate(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 2);
        var file = MappedHugeFile(linux, pmem);
        var page = pmem.Pgmap.Pages[0];
        page.AddReferencesAtBoot(1);
        linux.StartTask("CPU 0 (truncate)", current => Truncate(linux, current, file));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static async Routine Fsync(Linux linux, TaskStruct current, DaxFile file, Interleave.Memory.Resource done)
    {
        await linux.Release.DaxEntries.Writeback(linux, current, file, 0);
        linux.Machine.Hold(done);
    }

    private static async Routine Touch(Linux linux, TaskStruct current, DaxFile file, Interleave.Memory.Resource done)
    {
        if (await linux.Release.DaxFault.Fault(linux, current, file, 0))
        {
            linux.Machine.Hold(done);
        }
    }

    private static async Routine TouchAndTruncate(Linux linux, TaskStruct current, DaxFile file, Interleave.Memory.Resource done)
    {
        await Touch(linux, current, file, done);
        await Truncate(linux, current, file);
    }

    private static async Routine Write(Linux linux, TaskStruct current, DaxFile file, Interleave.Memory.Resource done)
    {
        if (await linux.Release.DaxFault.Fault(linux, current, file, 0, isWrite: true))
        {
            linux.Machine.Hold(done);
        }
    }

    private static async Routine Invalidate(Linux linux, TaskStruct current, DaxFile file) =>
        await linux.Release.DaxEntries.Invalidate(linux, current, file, 0);

    private static async Routine FailMemory(Linux linux, TaskStruct current, DaxFile file)
    {
        var entry = await linux.Release.DaxEntries.LockPage(current, file, 0);
        if (entry != 0)
        {
            await linux.Machine.Pass("unmaps the page");
            await linux.Release.DaxEntries.Unlock(file, 0, entry);
        }
    }

    private static async Routine Truncate(Linux linux, TaskStruct current, DaxFile file) =>
        await linux.Release.Truncate.Truncate(linux, current, file);
}
