using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests.Mutants;

/// <summary>Mistakes in telling the driver that a page has become idle.</summary>
internal static class IdleMutants
{
    public static ImmutableArray<Mutant> All { get; } =
    [
        new(
            "nobody looks whether the page is idle now",
            r => r with { ManagedPut = new LooksAtZeroOnly() },
            "put-page-vs-truncate",
            KernelRules.WaitersAreWoken
        ),
        new(
            "a driver without waiters is not told either",
            r => r with { ManagedPut = new LooksAtZeroOnly() },
            "private-put-vs-put",
            KernelRules.PageFreeOncePerIdle
        ),
        new(
            "page_free is called twice",
            r => r with { ManagedPut = new CallsBackTwice() },
            "put-page-vs-truncate",
            KernelRules.PageFreeOncePerIdle
        ),
        new(
            "page_free runs twice in one call",
            r => r with { ManagedPut = new FreesTwice() },
            "private-put-vs-put",
            KernelRules.NoPageFreeOfFreePage
        ),
        new(
            "the wake-up has another page's key",
            r => r with { ManagedPut = new WakesNeighbour() },
            "put-page-vs-truncate",
            KernelRules.WaitersAreWoken
        ),
        new(
            "the wake-up comes before the count changes",
            r => r with { ManagedPut = new WakesEarly() },
            "put-page-vs-truncate",
            KernelRules.WaitersAreWoken
        ),
    ];

    private sealed class LooksAtZeroOnly : ManagedPutForm
    {
        protected override async Routine PutManaged(Linux linux, Pgmap pgmap, Page page, int references)
        {
            if (await page.SubReturn(references) == 0)
            {
                await linux.Release.PutPage.PutLast(linux, page);
            }
        }
    }

    private sealed class CallsBackTwice : ManagedPutForm
    {
        protected override async Routine PutManaged(Linux linux, Pgmap pgmap, Page page, int references)
        {
            if (await page.SubReturn(references) == page.IdleCount)
            {
                page.NotePageFree();
                await pgmap.Ops.PageFree(page);
                page.NotePageFree();
                await pgmap.Ops.PageFree(page);
            }
        }
    }

    // One transition, one callback as far as the put knows; the driver hears of it twice.
    private sealed class FreesTwice : ManagedPutForm
    {
        protected override async Routine PutManaged(Linux linux, Pgmap pgmap, Page page, int references)
        {
            if (await page.SubReturn(references) == page.IdleCount)
            {
                page.NotePageFree();
                await pgmap.Ops.PageFree(page);
                await pgmap.Ops.PageFree(page);
            }
        }
    }

    private sealed class WakesNeighbour : ManagedPutForm
    {
        protected override async Routine PutManaged(Linux linux, Pgmap pgmap, Page page, int references)
        {
            if (await page.SubReturn(references) == page.IdleCount)
            {
                page.NotePageFree();
                await page.WaitQueue.WakeUp(page.Number + 1);
            }
        }
    }

    private sealed class WakesEarly : ManagedPutForm
    {
        protected override async Routine PutManaged(Linux linux, Pgmap pgmap, Page page, int references)
        {
            await page.WaitQueue.WakeUp(page.Number);
            if (await page.SubReturn(references) == page.IdleCount)
            {
                page.NotePageFree();
            }
        }
    }
}
