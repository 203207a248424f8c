using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>
/// Walking page tables and reading their entries, which have the bits of x86-64. A process has one mapping, with one
/// lock for its page table; upper levels are always there.
/// </summary>
internal static class PageTables
{
    private const string Walk = "the next level of the page table, which is always there";
    private const string Level = "upper levels of page tables are there, and are links";
    private const string Bits = "of the entry's bits";
    private const string Statistics = "accessed and dirty bits, statistics and caches are not modelled";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("page tables")
            .Macro("pgd_offset", "vv", "pgd_t *", Walk, i => i.Return(TableOfMm(i, 0).Upper(0)))
            .Value("p4d_offset", Walk, i => TableOf(i, i[0]).Upper(1))
            .Value("pud_offset", Walk, i => TableOf(i, i[0]).Upper(2))
            .Value("pmd_offset", Walk, i => TableOf(i, i[0]).SecondOf(i[1].Number))
            .Macro(
                "pte_offset_map pte_offset_kernel",
                "vv",
                "pte_t *",
                Walk,
                i => i.Return(TableOf(i, i[0]).LowestOf(i[1].Number))
            )
            .Macro(
                "pte_offset_map_lock",
                "vvvv",
                "pte_t *",
                "takes the lock of the page table",
                i => Locked(i, TableOf(i, i[1]), i[2].Number, i[3])
            )
            .Macro(
                "get_locked_pte",
                "vvv",
                "pte_t *",
                "takes the lock of the page table",
                i => Locked(i, TableOfMm(i, 0), i[1].Number, i[2])
            )
            .Value(
                "pte_lockptr pmd_lockptr",
                "the lock of the page table",
                i => ProcessBinding.LockOf(i.Context.World, TableOfMm(i, 0).Mapping)
            )
            .Ignored("pte_unmap assert_spin_locked mmap_assert_locked", Statistics)
            .Value(
                "pgd_none p4d_none pud_none pgd_bad p4d_bad pud_bad pmd_bad pgd_huge p4d_huge pud_huge pgd_leaf "
                    + "p4d_leaf pud_leaf",
                Level,
                _ => default
            )
            .Value("pud_devmap pud_trans_huge pmd_protnone pte_shstk pmd_shstk", Level, _ => default)
            .Value("pgd_present p4d_present pud_present", Level, _ => Value.Of(1))
            .Value("pgd_addr_end p4d_addr_end pud_addr_end", "a mapping is under one entry of each", i => i[1])
            .Value("pte_pfn pmd_pfn", Bits, i => Value.Of(Pte.FrameOf(Entry(i))))
            .Value("pte_flags pmd_flags", Bits, i => Value.Of(Pte.FlagsOf(Entry(i))))
            .Value("pte_write pmd_write", Bits, i => Value.Of((Entry(i) & Pte.Writable) != 0))
            .Value("pte_mkwrite pmd_mkwrite", Bits, i => Value.Of(Entry(i) | Pte.Writable))
            .Value("pmd_huge", Bits, i => Value.Of((Entry(i) & Pte.Huge) != 0))
            .Value("pfn_pte pfn_pmd", "an entry of these bits", i => Value.Of(Pte.Of(i[0].Number, i[1].Number)))
            .Value("ptep_set_access_flags", Statistics, _ => default)
            .Ignored(
                "update_mmu_cache track_pfn_insert arch_enter_lazy_mmu_mode arch_leave_lazy_mmu_mode add_mm_rss_vec",
                Statistics
            )
            .Ignored("arch_check_zapped_pte ksm_might_unmap_zero_page", Statistics)
            .Value("follow_huge_addr", "no huge pages of the kernel's own file system: -EINVAL", _ => Value.Of(-22))
            .Ignored("SetPageReferenced ClearPageReferenced folio_set_referenced folio_clear_referenced", Statistics)
            .Ignored("node_stat_mod_folio __mark_inode_dirty zap_install_uffd_wp_if_needed", Statistics)
            .Value("pfn_modify_allowed gup_fast_permitted", "on a system that is no target of L1TF", _ => Value.Of(1))
            .Value("arch_vma_access_permitted __pkru_allows_pkey", "no protection keys", _ => Value.Of(1))
            .Value("in_gate_area need_resched", "no mapping of the kernel's own, no other thread waits", _ => default)
            .Macro("untagged_addr", "v", "unsigned long", "addresses have no tags", i => i.Return(i[0]))
            .Macro("untagged_addr_remote", "vv", "unsigned long", "addresses have no tags", i => i.Return(i[1]))
            .Number("highest_memmap_pfn", long.MaxValue, "every page frame has a struct page", "unsigned long")
            .Value("vma_lookup find_vma", "the mapping, if it has the address", Lookup)
            .Value("page_to_pfn", "the number of the page", i => Value.Of(PgmapBinding.PfnOf(i.Subject<Page>(0))))
            .Value(
                "is_zero_pfn",
                "whether it is the zero page of a file with holes",
                i => Value.Of(MappedFile.ZeroPageAt(i.Linux, i[0].Number) is not null)
            )
            .Macro(
                "raw_read_seqcount read_seqcount_begin",
                "-",
                "unsigned int",
                "no process forks",
                i => i.Return(default)
            )
            .Macro("read_seqcount_retry", "--", "int", "no process forks", i => i.Return(default))
            .Function(
                "handle_mm_fault",
                "nothing where a page is mapped by now; else the fault of the file system",
                Fault,
                sleeps: true
            );

    private static long Entry(Invocation i) =>
        i[0].IsAddress ? throw new MeaninglessException($"{i[0]} as a page table entry") : i[0].Number;

    private static PageTable TableOfMm(Invocation i, int argument) =>
        i.Context.World.PageTable(i.Subject<MappedMemory>(argument));

    // By the address of an entry, or of a local copy of one.
    private static PageTable TableOf(Invocation i, Value entry)
    {
        if (entry.Object is PageTable table)
        {
            return table;
        }

        if (entry.Object is StackObject copy)
        {
            var link = i.Memory.Load(copy, entry.Number, 8, isSigned: true).Number;
            foreach (var mapped in i.Context.World.Mapped)
            {
                if (i.Context.World.PageTable(mapped) is var of && of.Link == link)
                {
                    return of;
                }
            }
        }

        throw new MeaninglessException($"{entry} leads to no page table");
    }

    private static Routine<Outcome> Locked(Invocation i, PageTable table, long address, Value to)
    {
        var at = to.Object as StackObject ?? throw new MeaninglessException($"the lock's address goes to {to}");
        var memory = i.Memory.Store(at, to.Number, 8, ProcessBinding.LockOf(i.Context.World, table.Mapping));
        return Locked(table.Mapping, new Outcome(table.LowestOf(address), memory));
    }

    private static async Routine<Outcome> Locked(MappedMemory mapped, Outcome outcome)
    {
        await mapped.Lock.Acquire();
        return outcome;
    }

    private static Value Lookup(Invocation i)
    {
        var mapped = i.Subject<MappedMemory>(0);
        return i[1].Number < PageTable.Start + ((long)mapped.Length << 12)
            ? ProcessBinding.VmaOf(i.Context.World, mapped)
            : default;
    }

    private static Effect Fault(Invocation i)
    {
        var code = i.Context.World.Code;
        var task = i.Context.Task ?? throw new MeaninglessException("this thread of the scenario cannot sleep");
        var file = i.Subject<MappedMemory>(0) is MappedFile { File: var of }
            ? of
            : throw new MeaninglessException("a fault on anonymous memory");
        var index = i.Context.World.PageTable(i.Subject<MappedMemory>(0)).IndexOf(i[1].Number);
        var isWrite = (i[2].Number & code.Number("FAULT_FLAG_WRITE")) != 0;
        return Fault(
            i.Linux,
            task,
            file,
            index,
            isWrite,
            code.Number("VM_FAULT_SIGBUS"),
            code.Number("VM_FAULT_NOPAGE")
        );
    }

    private static async Routine<Value> Fault(
        Linux linux,
        TaskStruct task,
        DaxFile file,
        int index,
        bool isWrite,
        long failed,
        long done
    ) =>
        await file.Maps(index)
            ? default
            : Value.Of(await linux.DaxFault.Fault(linux, task, file, index, isWrite) ? done : failed);
}
