using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>What <c>page->flags</c> says of a page, and the page allocator.</summary>
internal static class Pages
{
    private const string Flags = "one load of page->flags: a use of the page's memory";
    private const string NoCompound = "no page of a scenario is part of another";
    private const string NoLru = "pages of the scenarios are on no list of the page allocator or of reclaim";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("pages")
            .Macro("is_zone_device_page folio_is_zone_device", "v", "_Bool", Flags, IsDevice)
            .Macro("PageReserved folio_test_reserved", "v", "int", Flags, IsDevice)
            .Value("pfn_valid", "every page frame number of a scenario has a page", _ => Value.Of(1))
            .Value("shmem_mapping", "files are DAX files", _ => default)
            .Ignored("mark_page_accessed folio_mark_accessed action_result", "statistics and messages")
            .Value("is_huge_zero_page is_huge_zero_folio", "no scenario has the huge zero page", _ => default)
            .Macro(
                "folio_test_large folio_test_hugetlb PageHuge PageCompound PageTail PageHead PageTransHuge",
                "v",
                "int",
                NoCompound,
                i => i.Return(default)
            )
            .Value("page_count_writable", NoCompound, _ => Value.Of(1))
            .Macro("folio_nr_pages compound_nr", "v", "long", NoCompound, i => i.Return(Value.Of(1)))
            .Macro("folio_order", "v", "unsigned int", NoCompound, i => i.Return(default))
            .Macro("folio_page nth_page", "v-", "struct page *", NoCompound, i => i.Return(i[0]))
            .Macro(
                "folio_test_lru PageLRU folio_test_active folio_test_unevictable",
                "v",
                "int",
                NoLru,
                i => i.Return(default)
            )
            .Macro(
                "PageAnon folio_test_anon",
                "v",
                "int",
                "private copies of pages of files, and memory that may be on a device",
                i => i.Return(Value.Of(IsAnonymous(i[0])))
            )
            .Ignored(
                "__ClearPageAnonExclusive __ClearPageActive __ClearPageWaiters __folio_clear_lru_flags",
                "bits of page->flags that nobody here looks at"
            )
            .Ignored(
                "unlock_page_lruvec_irqrestore __page_cache_release page_cache_release folio_unqueue_deferred_split "
                    + "lruvec_del_folio",
                NoLru
            )
            .Function(
                "__folio_put_small __put_single_page free_unref_page free_unref_folio free_frozen_pages",
                "the page goes to the page allocator",
                i => FreeAll([i.Subject<Page>(0)])
            )
            .Function(
                "free_unref_page_list free_hot_cold_page_list",
                "the pages of the list go to the page allocator",
                i => FreeAll(Joined(i))
            )
            .Function("free_unref_folios", "the folios of the batch go to the page allocator", FreeBatch);

    private static bool IsAnonymous(Value page) =>
        page.Object is BoundObject { Subject: PrivateCopy } or BoundObject { Subject: Page { IsAnonymous: true } };

    private static Effect IsDevice(Invocation i)
    {
        var page = i.Subject<Page>(0);
        var flags = new ConstantField($"{page.Name}->flags", Value.Of(page.Pgmap is not null), page.Owner);
        return i.Load(flags, MemoryOrder.Plain);
    }

    private static async Routine<Value> FreeAll(ImmutableArray<Page> pages)
    {
        for (var i = 0; i < pages.Length; i++)
        {
            await pages[i].Memory.Free();
        }

        return default;
    }

    private static ImmutableArray<Page> Joined(Invocation i) => [.. Lists.Joined(i).Select(PageOf)];

    private static Effect FreeBatch(Invocation i)
    {
        if (
            i[0].Object is not StackObject batch
            || i.Context.World.Code.Program.Record("struct folio_batch")?.Layout is not { } layout
        )
        {
            throw new MeaninglessException($"the batch {i[0]} is no local");
        }

        var count = i.Memory.Load(batch, BoundMembers.OffsetOf(layout, "nr") ?? 0, 1, isSigned: false).Number;
        var first = BoundMembers.OffsetOf(layout, "folios") ?? 0;
        var memory = i.Memory;
        return FreeAll([
            .. Enumerable.Range(0, (int)count).Select(n => PageOf(memory.Load(batch, first + (8 * n), 8, false))),
        ]);
    }

    private static Page PageOf(Value value) =>
        value.Object is BoundObject { Subject: Page page }
            ? page
            : throw new MeaninglessException($"{value} is no page");
}
