using System.Globalization;
using Interleave;
using Interleave.Memory;
using Interleave.Search;
using Interleave.Violations;
using KernelText.Preprocessing;
using KernelText.Trees;
using PgmapCheck.Model.Harnesses;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Properties.Tests.Text;

namespace PgmapCheck.Properties.Tests.Harnesses;

/// <summary>
/// The verdict of every harness of the project on two trees, and of each with the bugs that it has to show that it
/// finds them: what is expected stands in the files.
/// </summary>
public sealed class HarnessVerdictTests
{
    // What a tree does not have: the file, or the function, came later.
    private static readonly HashSet<(string, string)> s_missing = [("rcuref", "linux-6.1"), ("dev-dax", "linux-6.1")];

    // What a tree violates as it is, and a later one does not (docs/findings.md).
    private static readonly Dictionary<(string, string), string[]> s_findings = new()
    {
        [("klist", "linux-6.1")] = [EngineRules.NoUseAfterFree],
    };

    public static TheoryData<string, string> Harnesses => Pairs(without: null);

    // Each on one tree, in turn: ALL_CASES=1 means both.
    public static TheoryData<string, string> UnderWeak
    {
        get
        {
            var all = Pairs(NotUnderWeak);
            if (Cases.TakesAll)
            {
                return all;
            }

            var some = new TheoryData<string, string>();
            foreach (var trees in all.GroupBy(pair => (string)pair[0], pair => (string)pair[1]))
            {
                some.Add(trees.Key, trees.ElementAt(some.Count % trees.Count()));
            }

            return some;
        }
    }

    private static TheoryData<string, string> Pairs(string? without)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var path in Directory.EnumerateFiles(Folder, "*.harness").Order(StringComparer.Ordinal))
        {
            foreach (var tree in new[] { "linux-6.1", "linux-6.12" })
            {
                var name = Path.GetFileNameWithoutExtension(path);
                if (name != without && !s_missing.Contains((name, tree)))
                {
                    pairs.Add(name, tree);
                }
            }
        }

        return pairs;
    }

    private static string Folder => SourceFolder.File("../../harnesses");

    [KernelTreeTheory]
    [MemberData(nameof(Harnesses))]
    public void Is_as_expected(string name, string tree)
    {
        var path = Path.Combine(Folder, name + ".harness");
        var harness = HarnessReader.Read(File.ReadAllText(path), path);
        var kernel = SourceTree.Open(KernelTrees.Folder(tree));
        Assert.NotNull(harness.Expects);
        Assert.NotEmpty(harness.Seeds);

        var expected = s_findings.GetValueOrDefault((name, tree), [.. harness.Expects.Value]);
        var verdict = VerdictOf(harness, kernel, null);
        Assert.Equal(Sorted(expected), Violated(verdict));
        if (DocumentedStates(name, kernel) is { } documented)
        {
            Assert.Equal((name, documented), (name, verdict.States));
        }

        foreach (var seed in harness.Seeds)
        {
            Assert.Equal((seed.Name, Sorted(seed.Violates)), (seed.Name, Violated(harness, kernel, seed)));
        }
    }

    // What the table of docs/harness.md says; null if its column is about another stable release of the tree. A
    // harness without a row, or a column without a number, is a mistake.
    private static long? DocumentedStates(string name, SourceTree tree)
    {
        var lines = File.ReadAllLines(SourceFolder.File("../../docs/harness.md"));
        var header = CellsOf(lines.Single(l => l.StartsWith("| harness | what |", StringComparison.Ordinal)));
        var column = Array.IndexOf(header, $"states, {tree.Version.ToString()[1..]}");
        var row = CellsOf(lines.Single(l => l.StartsWith($"| {name} |", StringComparison.Ordinal)));
        return column < 0 ? null : long.Parse(row[column], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

        static string[] CellsOf(string line) => [.. line.Split('|').Select(cell => cell.Trim())];
    }

    // Data races in unchanged text, and the word that is raced on first (docs/findings.md). The 1.2 million states of
    // private-free, which meets that of percpu_ref, too, are left to docs/harness.md.
    private static readonly Dictionary<string, string> s_races = new()
    {
        ["kfifo"] = "fifo.kfifo.in",
        ["percpu-ref"] = "ref.percpu_count_ptr",
        ["pgmap-lookup"] = "percpu_count_ptr",
    };

    public static TheoryData<string> Raced =>
        [
            .. Directory
                .EnumerateFiles(Folder, "*.harness")
                .Select(path => Path.GetFileNameWithoutExtension(path))
                .Where(name => name != "private-free")
                .Order(StringComparer.Ordinal),
        ];

    [KernelTreeTheory]
    [MemberData(nameof(Raced))]
    public void Data_races_are_as_known(string name)
    {
        var path = Path.Combine(Folder, name + ".harness");
        var harness = HarnessReader.Read(File.ReadAllText(path), path) with { HasRaces = true };
        var tree = SourceTree.Open(KernelTrees.Folder("linux-6.12"));

        var verdict = Checker.Check(
            HarnessProgram.Of(HarnessText.Of(harness, tree, Configuration.Default), name),
            new SearchOptions()
        );

        Assert.Null(verdict.Incomplete);
        var races = verdict
            .Counterexamples.Where(c => c.Violation.Property == KernelRules.NoDataRaces)
            .Select(c => c.Violation.Explanation.Split(':')[0]);
        var known = s_races.GetValueOrDefault(name);
        Assert.Equal(
            known is null ? [] : [known],
            races.Select(word => word.EndsWith(known ?? "?", StringComparison.Ordinal) ? known : word)
        );
    }

    // What only a weak memory shows (docs/findings.md).
    private static readonly HashSet<string> s_weakFindings = ["kfifo"];

    // Its search under the weak memory is incomplete: histories of cells are cut (docs/harness.md).
    private const string NotUnderWeak = "mempool";

    [KernelTreeTheory]
    [MemberData(nameof(UnderWeak))]
    public void Is_as_expected_under_the_weak_memory(string name, string tree)
    {
        var path = Path.Combine(Folder, name + ".harness");
        var harness = HarnessReader.Read(File.ReadAllText(path), path);
        var expected = s_findings.GetValueOrDefault((name, tree), [.. harness.Expects!.Value]);
        expected = s_weakFindings.Contains(name) ? [KernelRules.NoWarnings] : expected;

        Assert.Equal(
            Sorted(expected),
            Violated(harness, SourceTree.Open(KernelTrees.Folder(tree)), null, MemoryModel.Weak)
        );
    }

    [KernelTreeTheory]
    [InlineData("linux-6.1")]
    [InlineData("linux-6.12")]
    public void The_examples_of_the_document_are_as_they_say(string tree)
    {
        var kernel = SourceTree.Open(KernelTrees.Folder(tree));
        var examples = File.ReadAllText(SourceFolder.File("../../docs/harness.md")).Split("```harness\n")[1..];
        Assert.InRange(examples.Length, 10, int.MaxValue);

        for (var i = 0; i < examples.Length; i++)
        {
            var harness = HarnessReader.Read(examples[i].Split("```")[0], $"example {i + 1}");
            Assert.NotNull(harness.Expects);
            Assert.Equal((i, Sorted(harness.Expects.Value)), (i, Violated(harness, kernel, null)));
        }
    }

    private static string Sorted(IEnumerable<string> properties) => string.Join(", ", properties.Distinct().Order());

    private static string Violated(
        Harness harness,
        SourceTree tree,
        HarnessSeed? seed,
        MemoryModel memory = MemoryModel.Sequential
    ) => Violated(VerdictOf(harness, tree, seed, memory));

    private static string Violated(Verdict verdict) =>
        Sorted(verdict.Counterexamples.Select(c => c.Violation.Property));

    private static Verdict VerdictOf(
        Harness harness,
        SourceTree tree,
        HarnessSeed? seed,
        MemoryModel memory = MemoryModel.Sequential
    )
    {
        var text = HarnessText.Of(harness, tree, Configuration.Default, seed);
        var verdict = Checker.Check(HarnessProgram.Of(text, harness.Name), new SearchOptions { Memory = memory });
        Assert.Null(verdict.Incomplete);
        Assert.Empty(seed is null ? verdict.NeverReached : []);
        return verdict;
    }
}
