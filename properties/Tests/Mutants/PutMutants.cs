using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;

namespace PgmapCheck.Properties.Tests.Mutants;

/// <summary>Mistakes in dropping the reference to a page.</summary>
internal static class PutMutants
{
    public static ImmutableArray<Mutant> All { get; } =
    [
        new(
            "put_page drops two references to a device page",
            r => r with { PutPage = new DropsTwo() },
            "put-page-vs-truncate",
            KernelRules.PageNeverAtZero
        ),
        new(
            "put_page drops two references to an ordinary page",
            r => r with { PutPage = new DropsTwo() },
            "ordinary-put-vs-put",
            KernelRules.CountsCoverReferences
        ),
        new(
            "put_page reads, subtracts and writes back",
            r => r with { PutPage = new SubtractsInTwoSteps() },
            "ordinary-put-vs-put",
            KernelRules.ReferencesAreReturned
        ),
        new(
            "put_page reads the count again to see whether it is 0",
            r => r with { PutPage = new TestsLater() },
            "ordinary-put-vs-put",
            KernelRules.NoUseAfterFree
        ),
        new(
            "__put_page frees an ordinary page twice",
            r => r with { PutPage = new FreesTwice() },
            "ordinary-put-vs-put",
            Interleave.Violations.EngineRules.NoDoubleFree
        ),
        new(
            "__put_page frees no ordinary page",
            r => r with { PutPage = new FreesNothing() },
            "ordinary-put-vs-put",
            KernelRules.MemoryIsFreed
        ),
        new(
            "__put_page keeps the page's reference to the page map",
            r => r with { PutPage = new KeepsPagemap() },
            "last-put-vs-unplug",
            KernelRules.ReferencesAreReturned
        ),
        new(
            "release_pages throws",
            r => r with { ReleasePages = new Throws() },
            "release-pages-vs-truncate",
            Interleave.Violations.EngineRules.NoException
        ),
    ];

    private sealed class DropsTwo : PutPageForm
    {
        public override async Routine Put(Linux linux, Page page, int references = 1)
        {
            await base.Put(linux, page, references);
            await base.Put(linux, page, references);
        }
    }

    private sealed class SubtractsInTwoSteps : PutPageForm
    {
        public override async Routine Put(Linux linux, Page page, int references = 1)
        {
            var count = await page.RefCount.Read() - 1;
            await page.RefCount.Set(count);
            if (count == 0)
            {
                await PutLast(linux, page);
            }
        }
    }

    private sealed class TestsLater : PutPageForm
    {
        public override async Routine Put(Linux linux, Page page, int references = 1)
        {
            await page.SubReturn();
            if (await page.RefCount.Read() == 0)
            {
                await PutLast(linux, page);
            }
        }
    }

    private sealed class FreesTwice : PutPageForm
    {
        public override async Routine PutLast(Linux linux, Page page)
        {
            await page.Memory.Free();
            await page.Memory.Free();
        }
    }

    private sealed class FreesNothing : PutPageForm
    {
        public override async Routine PutLast(Linux linux, Page page)
        {
            await page.ReadPgmap();
            if (page.Pgmap is not null)
            {
                await base.PutLast(linux, page);
            }
        }
    }

    private sealed class KeepsPagemap : PutPageForm
    {
        public override async Routine PutLast(Linux linux, Page page) => await page.ReadPgmap();
    }

    private sealed class Throws : ReleasePagesForm
    {
        protected override async Routine<bool> PutDevicePage(Linux linux, Page page)
        {
            await page.ReadPgmap();
            throw new InvalidOperationException("not implemented for device pages");
        }
    }
}
