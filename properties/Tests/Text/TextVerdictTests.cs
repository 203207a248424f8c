using System.Globalization;
using Interleave;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Trees;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Properties.Tests.Text;

/// <summary>Every scenario on the functions of Debian's trees, beside the release that is written by hand.</summary>
public sealed class TextVerdictTests
{
    /// <summary>UPDATE_GOLDEN=1 writes the file anew; the change is then to be read.</summary>
    [KernelTreeTheory]
    [InlineData("linux-6.1")]
    [InlineData("linux-6.12")]
    public void Every_verdict_on_text_is_the_recorded_one(string tree)
    {
        var path = SourceFolder.File($"Text/{tree}.txt");
        var text = TextRelease.Of(Code(tree), tree, KnownReleases.V6_1);
        var actual = KnownScenarios.All.Where(s => s.RunsOn(KnownReleases.V6_1)).Select(s => Line(text, s)).ToArray();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, string.Concat(actual.Select(line => line + "\n")));
            return;
        }

        Assert.Equal(File.ReadAllLines(path), actual);
    }

    /// <summary>docs/kernel-text.md says why these differ.</summary>
    private const string Known =
        "memory-failure-vs-replug private-insert-vs-insert private-migrate-vs-fault private-fault-vs-fault "
        + "private-fault-vs-evict private-walker-vs-fault key-put-vs-extra-put p2p-alloc-vs-unbind";

    [KernelTreeTheory]
    [InlineData("linux-6.1")]
    [InlineData("linux-6.12")]
    public void Text_and_hand_violate_the_same(string tree)
    {
        var text = TextRelease.Of(Code(tree), tree, KnownReleases.V6_1);
        var differ =
            from scenario in KnownScenarios.All
            where scenario.RunsOn(KnownReleases.V6_1)
            where Violated(text, scenario) != Violated(KnownReleases.V6_1, scenario)
            select scenario.Name;

        Assert.Equal(Known.Split(' ').Order(), differ.Order());
    }

    private static TextCode Code(string tree) =>
        new(new TextProgram(SourceTree.Open(KernelTrees.Folder(tree)), Configuration.Default, TextCode.Meanings));

    private static string Line(Release release, Scenario scenario)
    {
        var verdict = Checker.Check(new Case(release, scenario).Program);
        var found = verdict.Counterexamples.Select(c => $"{c.Violation.Property} in {c.Schedule.Steps.Length}").Order();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{scenario.Name}: {(verdict.IsProof ? "nothing violated" : string.Join(", ", found))}{verdict.Incomplete}, {verdict.States} states"
        );
    }

    private static string Violated(Release release, Scenario scenario)
    {
        var verdict = Checker.Check(new Case(release, scenario).Program);
        return string.Join(", ", verdict.Counterexamples.Select(c => c.Violation.Property).Order())
            + string.Join(", ", verdict.NeverReached)
            + verdict.Incomplete;
    }
}
