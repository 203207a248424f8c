using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Scenarios.Fixtures;

namespace PgmapCheck.Model.Scenarios;

/// <summary>Several threads want one entry of a DAX file's page cache.</summary>
internal static partial class DaxFilesScenarios
{
    public static ImmutableArray<Scenario> OfEntries { get; } =
    [
        new("fault-vs-fsync", "a page is faulted in while its entry is written back", FaultVersusFsync),
        new("fsync-vs-fsync", "two threads write the same entry back, and rely on it", FsyncVersusFsync),
        new(
            "fault-vs-fsync-of-written",
            "a page that was written is faulted in while fsync writes it back, and relies on it",
            FaultVersusFsyncOfWritten
        ),
        new("fsync-vs-truncate", "an entry is written back while truncate waits for its page", FsyncVersusTruncate),
        new(
            "fsync-and-put-vs-truncate",
            "two threads write an entry back, and one of them then puts the page that truncate waits for",
            FsyncAndPutVersusTruncate
        ),
        new(
            "two-fsyncs-vs-truncate",
            "two threads write an entry back while its file is truncated",
            TwoFsyncsVersusTruncate
        ),
        new(
            "two-entries-fsync-vs-truncate",
            "the same where the file has a second page, which is idle",
            FsyncOfTwoVersusTruncate
        ),
        new("three-invalidations", "three threads delete the entry that a fourth writes back", ThreeInvalidations),
        new("memory-failure-vs-fsync", "a page fails while its entry is written back", FailureVersusFsync)
        {
            RunsOn = LocksFailedPages,
        },
        new(
            "memory-failure-of-locked-entry",
            "a page fails while its entry is locked, and has to wait",
            FailureOfLocked
        )
        {
            RunsOn = LocksFailedPages,
        },
        new("memory-failure-vs-truncate", "a page fails while its file is truncated", FailureVersusTruncate)
        {
            RunsOn = LocksFailedPages,
        },
    ];

    private static bool LocksFailedPages(Release release) =>
        Scenario.HasFsDaxPages(release) && release.DaxEntries.LocksFailedPages;

    private static void FaultVersusFsync(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var (waits, done) = (linux.Outcome("fsync is done"), linux.Outcome("the page is mapped"));
        linux.StartTask("CPU 0 (fsync)", current => Fsync(linux, current, file, waits));
        linux.StartTask("CPU 1 (user)", current => Touch(linux, current, file, done));
        linux.StartTask("CPU 2 (user)", current => Touch(linux, current, file, done));
    }

    private static void FsyncVersusFsync(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var done = linux.Outcome("fsync is done");
        linux.StartTask("CPU 0 (fsync)", current => FsyncOfWritten(linux, current, file, done));
        linux.StartTask("CPU 1 (fsync)", current => FsyncOfWritten(linux, current, file, done));
    }

    private static void FaultVersusFsyncOfWritten(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var (synced, mapped) = (linux.Outcome("fsync is done"), linux.Outcome("the page is mapped"));
        linux.StartTask("CPU 0 (fsync)", current => FsyncOfWritten(linux, current, file, synced));
        linux.StartTask("CPU 1 (user)", current => Touch(linux, current, file, mapped));
    }

    private static void FsyncVersusTruncate(Linux linux) => StartFsyncAndTruncate(linux, pages: 1);

    private static void FsyncOfTwoVersusTruncate(Linux linux) => StartFsyncAndTruncate(linux, pages: 2);

    private static void TwoFsyncsVersusTruncate(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var done = linux.Outcome("fsync is done");
        StartTruncate(linux, "CPU 0 (truncate)", file);
        linux.StartTask("CPU 1 (fsync)", current => Fsync(linux, current, file, done));
        linux.StartTask("CPU 2 (fsync)", current => Fsync(linux, current, file, done));
    }

    private static void FsyncAndPutVersusTruncate(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        var file = MappedFile(linux, pmem);
        var done = linux.Outcome("fsync is done");
        StartTruncate(linux, "CPU 0 (truncate)", file);
        linux.StartTask("CPU 1 (fsync)", current => Fsync(linux, current, file, done));
        linux.StartTask(
            "CPU 2 (direct I/O, fsync)",
            current => FsyncAndPut(linux, current, file, page),
            page.UserReference
        );
    }

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
        var deleted = linux.Outcome("the entry is deleted");
        linux.StartTask("CPU 0 (fsync)", current => Fsync(linux, current, file, done));
        for (var i = 1; i <= 3; i++)
        {
            linux.StartTask($"CPU {i} (invalidate)", current => Invalidate(linux, current, file, deleted));
        }
    }

    private static void FailureVersusFsync(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var done = linux.Outcome("fsync is done");
        linux.StartTask("CPU 0 (fsync)", current => Fsync(linux, current, file, done));
        var handled = linux.Outcome("memory failure unmaps the page");
        linux.StartTask("CPU 1 (memory failure)", current => FailMemory(linux, current, file, handled));
    }

    private static void FailureOfLocked(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var handled = linux.Outcome("memory failure unmaps the page");
        var locked = linux.Machine.Cell("the entry is locked", 0, null, value => value == 0 ? "no" : "yes");
        linux.StartTask("CPU 0 (memory failure)", current => FailLocked(linux, current, file, locked, handled));
        var waiting = linux.Tasks[0];
        linux.StartTask("CPU 1 (write)", current => WorkOnEntry(linux, current, waiting, file, locked));
    }

    private static void FailureVersusTruncate(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var handled = linux.Outcome("memory failure unmaps the page");
        StartTruncate(linux, "CPU 0 (truncate)", file);
        linux.StartTask("CPU 1 (memory failure)", current => FailMemory(linux, current, file, handled));
    }

    private static async Routine Fsync(Linux linux, TaskStruct current, DaxFile file, Resource done)
    {
        await linux.Release.DaxEntries.Writeback(linux, current, file, 0);
        linux.Machine.Hold(done);
    }

    // Nobody writes to the page or takes it from the file meanwhile.
    private static async Routine FsyncOfWritten(Linux linux, TaskStruct current, DaxFile file, Resource done)
    {
        await linux.Release.DaxEntries.Writeback(linux, current, file, 0);
        if (DaxEntry.IsDirty(await file.Entries[0].Load()))
        {
            linux.Machine.Fail(KernelRules.WritesAreFlushed, $"{file.Pages[0].Name} of {file.Name} is not flushed");
        }

        linux.Machine.Hold(done);
    }

    private static async Routine FsyncAndPut(Linux linux, TaskStruct current, DaxFile file, Page page)
    {
        await linux.Release.DaxEntries.Writeback(linux, current, file, 0);
        await PutPage(linux, page);
    }

    private static async Routine Invalidate(Linux linux, TaskStruct current, DaxFile file, Resource deleted)
    {
        if (await linux.Release.DaxEntries.Invalidate(linux, current, file, 0) && await file.Entries[0].Load() == 0)
        {
            linux.Machine.Hold(deleted);
        }
    }

    private static async Routine FailLocked(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        Cell locked,
        Resource handled
    )
    {
        await locked.Until(static (value, _) => value != 0);
        await FailMemory(linux, current, file, handled);
    }

    private static async Routine WorkOnEntry(
        Linux linux,
        TaskStruct current,
        TaskStruct other,
        DaxFile file,
        Cell locked
    )
    {
        var entry = await linux.Release.DaxEntries.Grab(current, file, 0);
        await locked.Store(1);
        await other.State.Until(static (state, _) => state != TaskStruct.Running, 0, $"until {other.Name} waits");
        await linux.Release.DaxEntries.Unlock(file, 0, entry);
    }

    private static async Routine FailMemory(Linux linux, TaskStruct current, DaxFile file, Resource handled)
    {
        var entry = await linux.Release.DaxEntries.LockPage(current, file, 0);
        if (entry != 0)
        {
            await linux.Machine.Pass("unmaps the page");
            linux.Machine.Hold(handled);
            await linux.Release.DaxEntries.Unlock(file, 0, entry);
        }
    }
}
