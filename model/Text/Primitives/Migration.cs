using Interleave.Memory;
using Interleave.Routines;
using KernelText.Flow;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Anonymous memory that moves: swap entries, the walk over the page tables that map a page, the lock of a
/// page.</summary>
internal static class Migration
{
    private const string Walk = "struct page_vma_mapped_walk";
    private const string NoList = "pages of the scenarios are on no list of reclaim, nor is their memory accounted for";
    private const string Notify = "nobody has asked to be told of changed page tables";
    private const string OneMapping = "a page is mapped by one entry at most, and what is moved has been unmapped";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("migration")
            .Value("pte_to_swp_entry", "an entry without its bits", i => Value.Of(MappedAnonymous.ToSwap(Number(i))))
            .Value(
                "softleaf_from_pte",
                "the same; none of an entry that is present or none",
                i => Value.Of(Pte.IsPresent(Number(i)) || Number(i) == 0 ? 0 : MappedAnonymous.ToSwap(Number(i)))
            )
            .Value("swp_entry_to_pte", "the entry", i => Value.Of(MappedAnonymous.FromSwap(Number(i))))
            .Value(
                "swp_offset_pfn softleaf_to_pfn",
                "the page frame number",
                i => Value.Of(Number(i) & ((1L << 40) - 1))
            )
            .Value("migration_entry_supports_ad", "accessed and dirty bits are not modelled", _ => default)
            .Function("folio_trylock trylock_page", "takes the page's lock if it is free", i => Try(PageOf(i)))
            .Function("lock_page folio_lock", "takes the page's lock", i => Lock(PageOf(i)), sleeps: true)
            .Function("unlock_page folio_unlock", "drops the page's lock", i => Locks.Release(PageOf(i).Lock))
            .Macro("PageLocked folio_test_locked", "v", "int", "one load of the page's lock", i => IsLocked(PageOf(i)))
            .Value("PageAnonExclusive", "no process forks", _ => default)
            .Value("page_mapping folio_mapping", "anonymous memory is in no file", _ => default)
            .Macro(
                "page_mapcount folio_mapcount folio_mapped page_mapped",
                "v",
                "int",
                OneMapping,
                i => i.Return(default)
            )
            .Function(
                "page_add_new_anon_rmap folio_add_new_anon_rmap",
                "the page belongs to the process from now on",
                Own
            )
            .Ignored(
                "page_remove_rmap folio_remove_rmap_pte folio_remove_rmap_ptes page_add_anon_rmap "
                    + "folio_add_anon_rmap_pte folio_add_anon_rmap_ptes",
                OneMapping
            )
            .Function("walk_page_range", "pmd_entry of the one entry of the second level", WalkRange)
            .Function("rmap_walk rmap_walk_locked", "rmap_one for the one mapping of the page that moves", WalkMappings)
            .Function(
                "page_vma_mapped_walk",
                "the entry that maps the page, with its lock; then none, without it",
                WalkEntries
            )
            .Function(
                "migration_entry_wait_on_locked softleaf_entry_wait_on_locked",
                "drops the lock of the page table, and waits until the entry is another",
                WaitForEntry,
                sleeps: true
            )
            .Value("p4d_alloc", "the next level of the page table, which is always there", i => Table(i).Upper(1))
            .Value("pud_alloc", "the next level of the page table, which is always there", i => Table(i).Upper(2))
            .Value(
                "pmd_alloc",
                "the next level of the page table, which is always there",
                i => Table(i).SecondOf(i[2].Number)
            )
            .Function("isolate_lru_page", "takes a reference", i => Take(PageOf(i), 0))
            .Function("folio_isolate_lru", "takes a reference", i => Take(PageOf(i), 1))
            .Function("putback_lru_page", "put_page", i => Text(i, "put_page"))
            .Function("folio_putback_lru", "folio_put", i => Text(i, "folio_put"))
            .Value(
                "anon_vma_prepare mem_cgroup_charge pmd_trans_unstable check_stable_address_space",
                NoList,
                _ => default
            )
            .Ignored(
                "lru_add_drain lru_add_drain_all folio_add_lru lru_cache_add_inactive_or_unevictable folio_add_lru_vma",
                NoList
            )
            .Ignored("inc_mm_counter dec_mm_counter folio_mark_dirty folio_migrate_flags folio_migrate_copy", NoList)
            .Macro(
                "__SetPageUptodate __folio_mark_uptodate",
                "v",
                "void",
                "orders stores, for what is written to the page before it is known; the bit is left out",
                i => Barriers.Of(i, MemoryBarrier.Write)
            )
            .Ignored("__folio_set_swapbacked", "a bit of page->flags, set before the page is known")
            .Macro(
                "folio_test_swapbacked folio_test_swapcache folio_test_writeback folio_test_dirty folio_test_slab "
                    + "PageSwapBacked",
                "v",
                "int",
                NoList,
                i => i.Return(default)
            )
            .Ignored(
                "mmu_notifier_range_init mmu_notifier_range_init_owner mmu_notifier_invalidate_range_start "
                    + "mmu_notifier_invalidate_range_end",
                Notify
            )
            .Ignored(
                "mmu_notifier_invalidate_range_only_end mmu_notifier_invalidate_range mmu_notifier_change_pte",
                Notify
            )
            .Ignored("flush_tlb_range flush_cache_page", "caches are not modelled");

    private static long Number(Invocation i) =>
        i[0].IsAddress ? throw new MeaninglessException($"{i[0]} as a swap entry") : i[0].Number;

    private static Page PageOf(Invocation i) => i.Subject<Page>(0);

    private static PageTable Table(Invocation i) => i.Context.World.PageTable(i.Subject<MappedMemory>(0));

    private static MappedAnonymous Moving(Invocation i) =>
        i.Context.Mapped as MappedAnonymous ?? throw new MeaninglessException("this thread moves no memory");

    private static Effect Text(Invocation i, string name) =>
        Interpreter.Call(i.Context.World.Code.Function(name), i.Context, i.Arguments.AsSpan(), i.Memory);

    private static async Routine<Value> Try(Page page) => Value.Of(await page.Lock.TryAcquire());

    private static async Routine<Value> Lock(Page page)
    {
        await page.Lock.Acquire();
        return default;
    }

    private static async Routine<Value> IsLocked(Page page) =>
        Value.Of(await page.Lock.Word.Load(MemoryOrder.Once) != 0);

    private static async Routine<Value> Take(Page page, int result)
    {
        await page.RefCount.Inc();
        return Value.Of(result);
    }

    // __page_set_anon_rmap: not where it belongs to one already.
    private static Effect Own(Invocation i) => Own(PageOf(i), ((MappedAnonymous)i.Subject<MappedMemory>(1)).Mm);

    private static async Routine<Value> Own(Page page, AddressSpace mm)
    {
        if (page.Pgmap is not null && await page.Mapping.Load(MemoryOrder.Plain) == 0)
        {
            await page.Mapping.Store(mm.Number, MemoryOrder.Plain);
        }

        return default;
    }

    private static Effect WalkRange(Invocation i)
    {
        var (world, mapped) = (i.Context.World, i.Subject<MappedMemory>(0));
        var walk = new StackObject(i.Memory.Count, "walk");
        var memory = i
            .Memory.Push(1)
            .Store(walk, At("private"), 8, i[4])
            .Store(walk, At("vma"), 8, ProcessBinding.VmaOf(world, mapped))
            .Store(walk, At("mm"), 8, i[0]);
        var entry = FunctionIn(i, i[3], "struct mm_walk_ops", "pmd_entry");
        return Call(
            i with
            {
                Arguments = [world.PageTable(mapped).SecondOf(i[1].Number), i[1], i[2], Value.To(walk)],
                Memory = memory,
            },
            entry,
            i.Memory.Count
        );

        long At(string member) => WaitQueueBinding.Offset(world.Code, "struct mm_walk", member);
    }

    private static async Routine<Outcome> Call(Invocation i, Symbol function, int objects)
    {
        var outcome = await Interpreter.Call(
            i.Context.World.Code.Function(function),
            i.Context,
            i.Arguments.AsSpan(),
            i.Memory
        );
        return outcome with { Memory = outcome.Memory.Pop(objects) };
    }

    // A table of functions that nobody writes.
    private static Symbol FunctionIn(Invocation i, Value table, string of, string member)
    {
        var offset = WaitQueueBinding.Offset(i.Context.World.Code, of, member);
        return
            table.Object is GenericObject { Global: { } global }
            && global.Values.FirstOrDefault(v => v.Offset == table.Number + offset) is { Symbol: { } symbol }
            ? symbol
            : throw new MeaninglessException($"{table} has no {member}");
    }

    private static Effect WalkMappings(Invocation i)
    {
        const string Control = "struct rmap_walk_control";
        var (world, control) = (i.Context.World, i[1].Object as StackObject);
        if (control is null)
        {
            throw new MeaninglessException($"{i[1]} is no local");
        }

        var one = i.Memory.Load(
            control,
            i[1].Number + WaitQueueBinding.Offset(world.Code, Control, "rmap_one"),
            8,
            false
        );
        var argument = i.Memory.Load(
            control,
            i[1].Number + WaitQueueBinding.Offset(world.Code, Control, "arg"),
            8,
            false
        );
        return one.Object is FunctionObject function
            ? Call(
                i with
                {
                    Arguments = [i[0], ProcessBinding.VmaOf(world, Moving(i)), Value.Of(PageTable.Start), argument],
                },
                function.Symbol,
                i.Memory.Count
            )
            : throw new MeaninglessException($"{one} is called for each mapping");
    }

    private static Effect WalkEntries(Invocation i)
    {
        var world = i.Context.World;
        var walk = i[0].Object as StackObject ?? throw new MeaninglessException($"the walk {i[0]} is no local");
        long At(string member) => i[0].Number + WaitQueueBinding.Offset(world.Code, Walk, member);
        var mapped = Moving(i);
        if (i.Memory.Load(walk, At("pte"), 8, isSigned: false).IsTrue)
        {
            return End(mapped.Lock);
        }

        var frame = i.Memory.Load(walk, At("pfn"), 8, isSigned: false).Number;
        var found = i
            .Memory.Store(walk, At("pte"), 8, world.PageTable(mapped).LowestOf(PageTable.Start))
            .Store(walk, At("ptl"), 8, ProcessBinding.LockOf(world, mapped));
        return Begin(mapped, PgmapBinding.WithFrame(i.Linux, frame), found, i.Memory);
    }

    private static async Routine<Value> End(Mutex held)
    {
        await held.Release();
        return default;
    }

    private static async Routine<Outcome> Begin(
        MappedAnonymous mapped,
        Page old,
        ThreadMemory found,
        ThreadMemory memory
    )
    {
        await mapped.Lock.Acquire();
        if (await mapped.Mm.Entry.Load(MemoryOrder.Plain) == AddressSpace.Encode(old, PteKind.Migration))
        {
            return new Outcome(Value.Of(1), found);
        }

        await mapped.Lock.Release();
        return new Outcome(default, memory);
    }

    // The last argument is the lock, which lies in the process's memory.
    private static Effect WaitForEntry(Invocation i) =>
        i[i.Arguments.Length - 1].Object is BoundObject { Subject: MappedAnonymous mapped }
            ? Wait(mapped)
            : throw new MeaninglessException("a wait for no page of anonymous memory");

    private static async Routine<Value> Wait(MappedAnonymous mapped)
    {
        await mapped.Lock.Release();
        await mapped.Mm.Entry.Until(static (entry, _) => AddressSpace.KindOf(entry) is not PteKind.Migration);
        return default;
    }
}
