using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Interleave;
using Interleave.Search;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Trees;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Properties.Tests.Text;

/// <summary>All scenarios of a tree's release, once on the tree's functions and once by hand.</summary>
internal sealed class TextRun
{
    private static readonly ConcurrentDictionary<string, Lazy<TextRun>> s_runs = [];

    private readonly ImmutableArray<(Scenario Scenario, Verdict Text, Verdict Hand)> _verdicts;

    private TextRun(string tree)
    {
        var source = SourceTree.Open(KernelTrees.Folder(tree));
        Version = source.Version;
        Code = new TextCode(new TextProgram(source, Configuration.Default, TextCode.Meanings));
        var hand = HandOf(tree);
        var text = TextRelease.Of(Code, tree, hand);
        _verdicts = [.. KnownScenarios.All.Where(s => s.RunsOn(hand)).Select(s => (s, Check(text, s), Check(hand, s)))];
    }

    /// <summary>Of the tree's Makefile.</summary>
    public KernelVersion Version { get; }

    /// <summary>The tree's functions, and which of them ran.</summary>
    public TextCode Code { get; }

    /// <summary>What each scenario came to on the text.</summary>
    public IEnumerable<string> Lines => _verdicts.Select(v => Line(v.Scenario, v.Text));

    /// <summary>The scenarios that violate something else by hand than on the text.</summary>
    public IEnumerable<string> Differing =>
        _verdicts.Where(v => Violated(v.Text) != Violated(v.Hand)).Select(v => v.Scenario.Name);

    /// <summary>How many states all of them have on the text, for one by hand.</summary>
    public double StatesForOne => (double)_verdicts.Sum(v => v.Text.States) / _verdicts.Sum(v => v.Hand.States);

    /// <summary>The release by hand that a tree is compared with.</summary>
    /// <param name="tree">The tree's folder, such as <c>linux-6.1</c>.</param>
    public static Release HandOf(string tree) =>
        KnownReleases.All.Single(release => release.Name == $"v{tree["linux-".Length..]}");

    /// <summary>The run on a tree; done once.</summary>
    public static TextRun On(string tree) => s_runs.GetOrAdd(tree, t => new(() => new TextRun(t))).Value;

    private static Verdict Check(Release release, Scenario scenario) =>
        Checker.Check(new Case(release, scenario).Program, new SearchOptions());

    private static string Line(Scenario scenario, Verdict verdict)
    {
        var found = verdict.Counterexamples.Select(c => $"{c.Violation.Property} in {c.Schedule.Steps.Length}").Order();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{scenario.Name}: {(verdict.IsProof ? "nothing violated" : string.Join(", ", found))}{verdict.Incomplete}, {verdict.States} states"
        );
    }

    private static string Violated(Verdict verdict) =>
        string.Join(", ", verdict.Counterexamples.Select(c => c.Violation.Property).Order())
        + string.Join(", ", verdict.NeverReached)
        + verdict.Incomplete;
}
