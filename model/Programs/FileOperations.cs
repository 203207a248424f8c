using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using static PgmapCheck.Model.Programs.ArgumentKind;

namespace PgmapCheck.Model.Programs;

/// <summary>What a process, fsync, truncate and memory failure do to a DAX file.</summary>
internal static class FileOperations
{
    public static ImmutableArray<Operation> All { get; } =
    [
        new(
            "dax_iomap_fault",
            [FilePage],
            "the process touches a page of its mapping",
            static async c => await c.Linux.Release.DaxFault.Fault(c.Linux, c.Current!, c.File!, c.First)
        )
        {
            IsIn = Scenario.HasFsDaxPages,
            Use = Use.Fault,
            Sleeps = true,
        },
        new(
            "write_fault",
            [FilePage],
            "the same by writing, which gives a hole its block",
            static async c => await c.Linux.Release.DaxFault.Fault(c.Linux, c.Current!, c.File!, c.First, isWrite: true)
        )
        {
            IsIn = Scenario.HasFsDaxPages,
            Use = Use.Fault,
            Sleeps = true,
        },
        new("dax_fault_cow_page", [FilePage], "the process writes to a private mapping", CopyOnWrite)
        {
            IsIn = Scenario.HasFsDaxPages,
            Use = Use.Copy,
            UsesCopy = true,
            Sleeps = true,
        },
        new("read_copy", [FilePage], "it reads what it wrote there, if it got its copy", ReadCopy)
        {
            IsIn = Scenario.HasFsDaxPages,
            Use = Use.Copy,
            UsesCopy = true,
        },
        new(
            "dax_writeback_one",
            [FilePage],
            "fsync writes an entry back",
            static c => c.Linux.Release.DaxEntries.Writeback(c.Linux, c.Current!, c.File!, c.First)
        )
        {
            IsIn = Scenario.HasFsDaxPages,
            Use = Use.Entry,
            Sleeps = true,
        },
        new("dax_lock_page", [FilePage], "memory failure keeps the entry of a page locked for a moment", FailFilePage)
        {
            IsIn = static r => Scenario.HasFsDaxPages(r) && r.DaxEntries.LocksFailedPages,
            Use = Use.Entry,
            Sleeps = true,
        },
        new(
            "munmap",
            [ArgumentKind.File],
            "the process unmaps the file",
            static c => c.Linux.Release.DaxFault.Unmap(c.Linux, c.File!)
        )
        {
            IsIn = Scenario.HasFsDaxPages,
            Use = Use.Remap,
        },
        new(
            "mmap",
            [ArgumentKind.File],
            "the process maps the file again, and touches nothing",
            static c => c.Linux.Release.DaxFault.Map(c.File!)
        )
        {
            IsIn = Scenario.HasFsDaxPages,
            Use = Use.Remap,
        },
        new(
            "truncate",
            [ArgumentKind.File],
            "truncates the file to nothing; waits for pages in use",
            static c => c.Linux.Release.Truncate.Truncate(c.Linux, c.Current!, c.File!)
        )
        {
            IsIn = Scenario.HasFsDaxPages,
            Use = Use.Layout,
            Waits = true,
            Sleeps = true,
        },
        new(
            "punch_hole",
            [FileRange],
            "frees some blocks; waits for pages in use",
            static c => c.Linux.Release.Truncate.PunchHole(c.Linux, c.Current!, c.File!, c.First, c.Last)
        )
        {
            IsIn = Scenario.HasFsDaxPages,
            Use = Use.Layout,
            Waits = true,
            Sleeps = true,
        },
        new(
            "evict",
            [ArgumentKind.File],
            "the inode of an unmapped file goes; the file stays",
            static c => c.Linux.Release.Truncate.Evict(c.Linux, c.Current!, c.File!)
        )
        {
            IsIn = Scenario.HasFsDaxPages,
            Use = Use.Evict,
            Waits = true,
            Sleeps = true,
        },
    ];

    private static async Routine CopyOnWrite(BootedCall c)
    {
        if (await c.Linux.Release.DaxFault.CopyOnWrite(c.Linux, c.Current!, c.File!, c.First) && !c.Holds(c.Copy!))
        {
            c.Linux.Machine.Hold(c.Copy!);
        }
    }

    private static async Routine ReadCopy(BootedCall c)
    {
        if (c.Holds(c.Copy!))
        {
            await c.Linux.Release.DaxFault.ReadPrivate(c.Linux, c.File!, c.First);
        }
    }

    private static async Routine FailFilePage(BootedCall c)
    {
        var entry = await c.Linux.Release.DaxEntries.LockPage(c.Current!, c.File!, c.First);
        if (entry != 0)
        {
            await c.Linux.Machine.Pass("unmaps the page");
            await c.Linux.Release.DaxEntries.Unlock(c.File!, c.First, entry);
        }
    }
}
