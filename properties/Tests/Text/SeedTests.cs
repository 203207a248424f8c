using System.Text.RegularExpressions;
using Interleave;
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
    public void A_seeded_edit_is_found(string file, string function, string shape, string put, string scenario)
    {
        var (tree, whole) = s_whole.Value;
        var edited = Code(tree.With(Edit(tree, whole, file, function, shape, put)));
        var program = Program(edited, scenario);
        var verdict = Checker.Check(program);

        Assert.NotEmpty(verdict.Counterexamples);
        Assert.Empty(Checker.Check(Program(whole, scenario)).Counterexamples);
    }

    private static Interleave.Programs.ConcurrentProgram Program(TextCode code, string scenario) =>
        new Case(
            TextRelease.Of(code, "seeded", KnownReleases.V6_1),
            KnownScenarios.All.Single(s => s.Name == scenario)
        ).Program;

    private static TextCode Code(SourceTree tree) =>
        new(new TextProgram(tree, Configuration.Default, TextCode.Meanings));

    // A patch of one line, made of the tree itself.
    private static Patch Edit(SourceTree tree, TextCode whole, string file, string function, string shape, string put)
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
