using Interleave;
using Interleave.Memory;
using Interleave.Search;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Trees;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Properties.Tests.Text;

/// <summary>
/// The scenarios of few states on the functions of Debian's trees, beside the release by hand, on memories that
/// reorder. bench/text-memories.sh runs all of them.
/// </summary>
public sealed class TextMemoryTests
{
    // Under sequential consistency, as recorded; the rest of the scenarios takes ten times as long.
    private const int FewStates = 300;

    /// <summary>They differ where they do under sequential consistency, and docs/kernel-text.md says why.</summary>
    [KernelTreeTheory]
    [InlineData("linux-6.1", MemoryModel.Tso, "key-put-vs-extra-put")]
    [InlineData("linux-6.1", MemoryModel.Weak, "key-put-vs-extra-put")]
    [InlineData("linux-6.12", MemoryModel.Tso, "private-migrate-and-fault three-files-go three-files-share")]
    [InlineData("linux-6.12", MemoryModel.Weak, "private-migrate-and-fault three-files-go three-files-share")]
    public void Text_and_hand_violate_the_same_on_other_memories(string tree, MemoryModel memory, string known)
    {
        var few = File.ReadAllLines(SourceFolder.File($"Text/{tree}.txt"))
            .Where(line => int.Parse(line.Split(' ')[^2]) <= FewStates)
            .Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)])
            .ToHashSet();
        var source = SourceTree.Open(KernelTrees.Folder(tree));
        var hand = TextRun.HandOf(tree);
        var text = TextRelease.Of(
            new TextCode(new TextProgram(source, Configuration.Default, TextCode.Meanings)),
            tree,
            hand
        );
        var scenarios = KnownScenarios.All.Where(s => s.RunsOn(hand) && few.Contains(s.Name)).ToArray();

        Assert.InRange(scenarios.Length, 30, 80);
        Assert.Equal(
            known.Split(' '),
            scenarios
                .Where(s => Violated(text, s, memory) != Violated(hand, s, memory))
                .Select(s => s.Name)
                .Order(StringComparer.Ordinal)
        );
    }

    private static string Violated(Release release, Scenario scenario, MemoryModel memory)
    {
        var verdict = Checker.Check(new Case(release, scenario).Program, new SearchOptions { Memory = memory });
        Assert.Null(verdict.Incomplete);
        return string.Join(", ", verdict.Counterexamples.Select(c => c.Violation.Property).Order());
    }
}
