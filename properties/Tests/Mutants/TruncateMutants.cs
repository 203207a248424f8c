using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests.Mutants;

/// <summary>Mistakes in waiting for pages before their blocks are given away.</summary>
internal static class TruncateMutants
{
    public static ImmutableArray<Mutant> All { get; } =
    [
        new(
            "truncate does not wait for pages in use",
            r => r with { Truncate = new FreesAtOnce() },
            "put-page-vs-truncate",
            KernelRules.NoBusyBlockIsFreed
        ),
        new(
            "the scan for busy pages calls every page busy",
            r => r with { LayoutBusyPage = new CallsAllBusy { LooksAtUnmappedFiles = true } },
            "put-page-vs-truncate",
            Interleave.Violations.EngineRules.FairExecutionsEnd
        ),
        new(
            "truncate never drops its lock",
            r => r with { Truncate = new KeepsTheLock() },
            "put-page-vs-truncate",
            Interleave.Violations.EngineRules.LocksAreReleased
        ),
        new(
            "the scan for busy pages unmaps nothing",
            r => r with { LayoutBusyPage = new LeavesPagesMapped { LooksAtUnmappedFiles = true } },
            "gup-fast-vs-truncate",
            KernelRules.NoBusyBlockIsFreed
        ),
        new(
            "the waiter tests the count before it queues",
            r => r with { BreakLayouts = new TestsBeforeItQueues { LooksAgain = true } },
            "put-page-vs-truncate",
            KernelRules.WaitersAreWoken
        ),
        new(
            "the waiter expects a count of 0",
            r => r with { BreakLayouts = new WaitsForZero { LooksAgain = true } },
            "put-page-vs-truncate",
            KernelRules.WaitersAreWoken
        ),
        new(
            "the waiter stays on its queue",
            r => r with { BreakLayouts = new StaysQueued { LooksAgain = true } },
            "put-page-vs-truncate",
            KernelRules.QueuesAreLeft
        ),
        new(
            "munmap leaves the pages mapped",
            r => r with { DaxFault = new UnmapsNothing() },
            "fuse-evict",
            KernelRules.MappingsEnd
        )
        {
            Release = FixedForms.Of(KnownReleases.V5_10)!,
        },
        new(
            "a fault does not care for truncate's lock",
            r => r with { DaxFault = new FaultsUnlocked() },
            "gup-slow-vs-truncate",
            KernelRules.NoBusyBlockIsFreed
        ),
        new(
            "a fault takes the locks in the other order",
            r => r with { DaxFault = new LocksTheOtherWay() },
            "gup-slow-vs-truncate",
            KernelRules.NoSleepInAtomic
        ),
    ];

    private sealed record CallsAllBusy : LayoutBusyPageForm
    {
        protected override Routine<Page?> BusyPage(DaxFile file, EntryPosition position) =>
            Routine<Page?>.Of(file.Pages[0]);
    }

    private sealed record FreesAtOnce : TruncateForm
    {
        protected override async Routine FreeBlocks(Linux linux, TaskStruct current, DaxFile file, int first, int last)
        {
            await file.MmapSem.Acquire();
            await file.Blocks[0].Store(1);
            await file.MmapSem.Release();
        }
    }

    private sealed record KeepsTheLock : TruncateForm
    {
        protected override async Routine FreeBlocks(Linux linux, TaskStruct current, DaxFile file, int first, int last)
        {
            await file.MmapSem.Acquire();
            await linux.Release.BreakLayouts.Break(linux, current, file, first, last);
            await file.Blocks[0].Store(1);
        }
    }

    private sealed record LeavesPagesMapped : LayoutBusyPageForm
    {
        protected override async Routine UnmapMapping(Linux linux, DaxFile file, int first, int last) =>
            await file.Ptes[0].Load();
    }

    private sealed record TestsBeforeItQueues : BreakLayoutsForm
    {
        protected override async Routine<bool> WaitPageIdle(TaskStruct current, DaxFile file, Page page, bool isFinal)
        {
            if (await page.RefCount.Read() == page.IdleCount)
            {
                return false;
            }

            await current.WaitKey.Store(page.Number);
            await page.WaitQueue.PrepareToWait(current);
            await WaitXfs(current, file);
            await page.WaitQueue.FinishWait(current);
            return true;
        }
    }

    // Right for the kernels from v6.15 on, where an idle page has the count 0.
    private sealed record WaitsForZero : BreakLayoutsForm
    {
        protected override async Routine<bool> WaitPageIdle(TaskStruct current, DaxFile file, Page page, bool isFinal)
        {
            await current.WaitKey.Store(page.Number);
            await page.WaitQueue.PrepareToWait(current);
            while (await page.RefCount.Read() != 0)
            {
                await WaitXfs(current, file);
                await page.WaitQueue.PrepareToWait(current);
            }

            await page.WaitQueue.FinishWait(current);
            return true;
        }
    }

    private sealed record StaysQueued : BreakLayoutsForm
    {
        protected override async Routine<bool> WaitPageIdle(TaskStruct current, DaxFile file, Page page, bool isFinal)
        {
            await current.WaitKey.Store(page.Number);
            await page.WaitQueue.PrepareToWait(current);
            if (await page.RefCount.Read() != page.IdleCount)
            {
                await Sleep(current, file);
            }

            return true;
        }
    }

    private sealed class UnmapsNothing : DaxFaultForm
    {
        public override async Routine Unmap(Linux linux, DaxFile file) => await file.Mapped.Add(-1);
    }

    private sealed class FaultsUnlocked : DaxFaultForm
    {
        public override async Routine<bool> Fault(
            Linux linux,
            TaskStruct current,
            DaxFile file,
            int index,
            bool isWrite
        )
        {
            if (await file.Blocks[index].Load() != 0)
            {
                return false;
            }

            await file.PageTableLock.Acquire();
            await file.Ptes[index].Store(1);
            await file.PageTableLock.Release();
            return true;
        }
    }

    private sealed class LocksTheOtherWay : DaxFaultForm
    {
        public override async Routine<bool> Fault(
            Linux linux,
            TaskStruct current,
            DaxFile file,
            int index,
            bool isWrite
        )
        {
            await file.PagesLock.Acquire();
            await file.MmapSem.AcquireShared();
            var exists = await file.Blocks[index].Load() == 0;
            await file.Ptes[index].Store(exists ? 1 : 0);
            await file.MmapSem.ReleaseShared();
            await file.PagesLock.Release();
            return exists;
        }
    }
}
