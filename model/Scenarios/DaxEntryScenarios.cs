using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
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
