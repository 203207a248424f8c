using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Interleave;
using Interleave.Search;
using Interleave.Traces;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Trees;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Properties.Tests.Text;

/// <summary>
/// Small edits of a kernel tree, applied in memory: a function, a shape that the first line to match it has, and what
/// is put there. Each must break a scenario that holds without it.
/// </summary>
public sealed class SeedTests
{
    private const string Memremap = "mm/memremap.c";
    private const string JumpLabel = "kernel/jump_label.c";
    private const string Percpu = "lib/percpu-refcount.c";
    private const string Dax = "fs/dax.c";
    private const string Gup = "mm/gup.c";
    private const string Wait = "kernel/sched/wait.c";
    private const string WaitBit = "kernel/sched/wait_bit.c";
    private const string P2P = "drivers/pci/p2pdma.c";

    // What a seed breaks is found early; without one, most of these scenarios end within it.
    private static readonly SearchOptions s_bounds = new() { Bounds = new SearchBounds { MaxStates = 40_000 } };

    private static readonly ConcurrentDictionary<string, Verdict> s_unedited = new();

    private static readonly Lazy<(SourceTree Tree, TextCode Code)> s_whole = new(() =>
    {
        var tree = SourceTree.Open(KernelTrees.Folder("linux-6.1"));
        return (tree, Code(tree));
    });

    /// <summary>On Linux 6.1.</summary>
    [KernelTreeTheory]
    [InlineData(Memremap, "__put_devmap_managed_page_refs", "== 1", "== 0", "put-page-vs-truncate")]
    [InlineData(Memremap, "__put_devmap_managed_page_refs", @"wake_up_var\(.*\);", ";", "put-page-vs-truncate")]
    [InlineData(
        Memremap,
        "get_dev_pagemap",
        @"!percpu_ref_tryget_live\w*\(&pgmap->ref\)",
        "0",
        "dax-supported-vs-unplug"
    )]
    [InlineData(Memremap, "memunmap_pages", @"percpu_ref_kill\(.*\);", ";", "unplug-and-replug")]
    [InlineData(Memremap, "memunmap_pages", @"wait_for_completion\(.*\);", ";", "unplug-and-replug")]
    [InlineData(Memremap, "memunmap_pages", @"percpu_ref_exit\(.*\);", ";", "unplug-and-replug")]
    [InlineData(Memremap, "pgmap_array_delete", @"synchronize_rcu\(\);", ";", "dax-supported-vs-unplug")]
    [InlineData(Memremap, "devmap_managed_enable_put", @"static_branch_dec\(.*\);", ";", "bind-twice")]
    [InlineData(JumpLabel, "static_key_slow_inc_cpuslocked", ", -1", ", 1", "key-get-vs-get")]
    [InlineData(JumpLabel, "static_key_slow_inc_cpuslocked", @"jump_label_update\(.*\);", ";", "key-get-vs-get")]
    [InlineData(JumpLabel, "__static_key_slow_dec_cpuslocked", @"jump_label_update\(.*\);", ";", "bind-twice")]
    [InlineData(Percpu, "percpu_ref_switch_to_atomic_rcu", "- PERCPU_COUNT_BIAS", "", "unplug-and-replug")]
    [InlineData(Percpu, "__percpu_ref_switch_to_atomic", @"percpu_ref_get\(ref\);", ";", "unplug-and-replug")]
    [InlineData(Dax, "dax_lock_entry", @"v \| DAX_LOCKED", "v", "gup-two-pages-vs-truncate")]
    [InlineData(Dax, "get_unlocked_entry", @"!dax_is_locked\(entry\)", "1", "fault-vs-fsync")]
    [InlineData(Dax, "get_unlocked_entry", @"xas_unlock_irq\(xas\);", ";", "fault-vs-fsync")]
    [InlineData(Dax, "dax_wake_entry", @"waitqueue_active\(wq\)", "0", "fault-vs-fsync")]
    [InlineData(Dax, "dax_wake_entry", @"== WAKE_ALL \? 0", "== WAKE_ALL ? 1", "three-invalidations")]
    [InlineData(Dax, "dax_associate_entry", "page->mapping = mapping;", ";", "hole-read-then-written")]
    [InlineData(Dax, "dax_disassociate_entry", "page->mapping = NULL;", ";", "put-page-vs-truncate")]
    [InlineData(Dax, "dax_busy_page", "> 1", "> 2", "put-page-vs-truncate")]
    [InlineData(Dax, "dax_busy_page", "return page;", "return NULL;", "put-page-vs-truncate")]
    [InlineData(Dax, "grab_mapping_entry", @"get_unlocked_entry\(xas, order\)", "xas_load(xas)", "fault-vs-fsync")]
    [InlineData(Dax, "dax_layout_busy_page_range", @"unmap_mapping_pages\(.*\);", ";", "gup-fast-vs-truncate")]
    [InlineData(Dax, "dax_unlock_entry", @"dax_wake_entry\(.*\);", ";", "fault-vs-fsync")]
    [InlineData(Dax, "dax_unlock_entry", @"xas_store\(xas, entry\)", "entry", "gup-two-pages-vs-truncate")]
    [InlineData(Dax, "put_unlocked_entry", @"dax_wake_entry\(.*\);", ";", "three-invalidations")]
    [InlineData(Dax, "__dax_invalidate_entry", @"xas_store\(&xas, NULL\);", ";", "put-page-vs-truncate")]
    [InlineData(Dax, "__dax_invalidate_entry", @"dax_disassociate_entry\(.*\);", ";", "put-page-vs-truncate")]
    [InlineData(Dax, "__dax_invalidate_entry", @"put_unlocked_entry\(.*\);", ";", "three-invalidations")]
    [InlineData(Dax, "dax_writeback_one", @"dax_lock_entry\(.*\);", ";", "fault-vs-fsync")]
    [InlineData(Dax, "dax_writeback_one", @"dax_wake_entry\(.*\);", ";", "fault-vs-fsync")]
    [InlineData(
        Dax,
        "dax_insert_entry",
        @"dax_associate_entry\(",
        "if (0) dax_associate_entry(",
        "hole-read-then-written"
    )]
    [InlineData(
        Gup,
        "try_get_folio",
        @"!folio_ref_try_add_rcu\(folio, refs\)",
        "0 && folio_ref_count(folio)",
        "gup-fast-vs-truncate"
    )]
    [InlineData(
        Gup,
        "try_grab_folio",
        @"return try_get_folio\(page, refs\);",
        "return page_folio(page);",
        "gup-fast-vs-truncate"
    )]
    [InlineData(Gup, "gup_pte_range", @"pte_val\(pte\) != pte_val\(\*ptep\)", "0", "gup-fast-vs-truncate")]
    [InlineData(Gup, "gup_pte_range", @"put_dev_pagemap\(pgmap\);", ";", "gup-fast-vs-truncate")]
    [InlineData(Gup, "undo_dev_pagemap", @"put_page\(page\);", ";", "gup-fast-huge-vs-truncate")]
    [InlineData(Memremap, "free_zone_device_page", @"page->pgmap->ops->page_free\(page\);", ";", "private-put-vs-put")]
    [InlineData(Memremap, "free_zone_device_page", @"put_dev_pagemap\(page->pgmap\);", ";", "private-put-vs-put")]
    [InlineData(Memremap, "free_zone_device_page", "page->mapping = NULL;", ";", "private-zap-vs-insert")]
    [InlineData(
        Memremap,
        "zone_device_page_init",
        @"set_page_count\(page, 1\)",
        "set_page_count(page, 2)",
        "private-reuse-vs-put"
    )]
    [InlineData(
        Memremap,
        "zone_device_page_init",
        @"!percpu_ref_tryget_live\(&page->pgmap->ref\)",
        "0",
        "private-reuse-vs-put"
    )]
    [InlineData(Percpu, "percpu_ref_kill_and_confirm", @"percpu_ref_put\(ref\);", ";", "gup-past-mapping-vs-unplug")]
    [InlineData(
        Percpu,
        "percpu_ref_kill_and_confirm",
        @"__percpu_ref_switch_mode\(.*\);",
        ";",
        "gup-past-mapping-vs-unplug"
    )]
    [InlineData(Percpu, "percpu_ref_kill_and_confirm", @"\|= __PERCPU_REF_DEAD", "|= 0", "gup-past-mapping-vs-unplug")]
    [InlineData(Wait, "prepare_to_wait_event", @"__add_wait_queue\(wq_head, wq_entry\);", ";", "put-page-vs-truncate")]
    [InlineData(WaitBit, "var_wake_function", "!= key->flags", "== key->flags", "put-page-vs-truncate")]
    [InlineData(P2P, "pci_alloc_p2pmem", @"!percpu_ref_tryget_live_rcu\(ref\)", "0", "p2p-alloc-vs-alloc")]
    public void A_seeded_edit_is_found(string file, string function, string shape, string put, string scenario)
    {
        var (tree, whole) = s_whole.Value;
        Find(tree, whole, KnownReleases.V6_1, (file, function, shape, put), scenario);
    }

    /// <summary>A fault whose error is forgotten says that nothing went wrong, and has no page: on Linux 6.12,
    /// on which fault-vs-unplug runs.</summary>
    [KernelTreeFact]
    public void A_fault_that_forgets_its_error_is_found()
    {
        var tree = SourceTree.Open(KernelTrees.Folder("linux-6.12"));
        var edit = (Dax, "dax_iomap_pte_fault", @"if \(!ret && error\)", "if (ret && error)");
        Find(tree, Code(tree), KnownReleases.V6_12, edit, "fault-vs-unplug");
    }

    private static void Find(
        SourceTree tree,
        TextCode whole,
        Release hand,
        (string File, string Function, string Shape, string Put) edit,
        string scenario
    )
    {
        var edited = Code(tree.With(Edit(tree, whole, edit.File, edit.Function, edit.Shape, edit.Put)));
        var program = Program(edited, hand, scenario);
        var verdict = Checker.Prove(program, s_bounds);

        Assert.NotEmpty(verdict.Counterexamples);
        var steps = Replayer.Replay(program, verdict.Counterexamples[0].Schedule).Steps;
        Assert.Contains(steps, step => step.Stack.Any(call => Regex.IsMatch(call.Place ?? "", @"^[\w/-]+\.[ch]:\d+$")));
        Assert.Empty(
            s_unedited.GetOrAdd(scenario, name => Checker.Prove(Program(whole, hand, name), s_bounds)).Counterexamples
        );
    }

    private static Interleave.Programs.ConcurrentProgram Program(TextCode code, Release hand, string scenario) =>
        new Case(TextRelease.Of(code, "seeded", hand), KnownScenarios.All.Single(s => s.Name == scenario)).Program;

    private static TextCode Code(SourceTree tree) =>
        new(new TextProgram(tree, Configuration.Default, TextCode.Meanings));

    // A patch of one line, made of the tree itself.
    internal static Patch Edit(SourceTree tree, TextCode whole, string file, string function, string shape, string put)
    {
        var at = whole.Program.Find(function)!.Place;
        Assert.Equal(file, at.File);
        var lines = tree.Read(file).Text.Split('\n');
        var line = Enumerable
            .Range(at.Line, lines.Length - at.Line)
            .TakeWhile(i => lines[i] != "}")
            .First(i => Regex.IsMatch(lines[i], shape));
        var edited = new Regex(shape).Replace(lines[line], put.Replace("$", "$$", StringComparison.Ordinal), 1);
        return Patch.Read(
            $"--- a/{file}\n+++ b/{file}\n@@ -{line + 1},1 +{line + 1},1 @@\n-{lines[line]}\n+{edited}\n",
            "seed.patch"
        );
    }
}
