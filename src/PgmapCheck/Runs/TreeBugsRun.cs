using System.Collections.Immutable;
using System.Diagnostics;
using PgmapCheck.Cases;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using PgmapCheck.Reports;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>
/// A run of <c>pgmapcheck bugs --kernel-tree</c>: which of the bugs that the tree's release has by hand its text has as
/// well. An entry of the catalogue is a change of parts by hand, so a bug of another release cannot be put into text.
/// </summary>
/// <param name="terminal">Where to print.</param>
/// <param name="catalogue">What there is by hand.</param>
/// <param name="tree">The tree.</param>
/// <param name="selection">Which bugs.</param>
/// <param name="plan">How to search.</param>
/// <param name="jobs">How many cases are searched at a time.</param>
/// <param name="traces">Where to keep what shows each bug; null for nowhere.</param>
internal sealed class TreeBugsRun(
    Terminal terminal,
    Catalogue catalogue,
    KernelTree tree,
    BugSelection selection,
    SearchPlan plan,
    int jobs,
    TraceFolder? traces
)
{
    private readonly ImmutableArray<string> _fromText = [.. tree.PartsFromText];

    /// <summary>Searches, and reports.</summary>
    public ExitCode Run()
    {
        var clock = Stopwatch.StartNew();
        var bugs = selection.In(catalogue);
        TreeRun.WriteHead(terminal.Out, tree);
        var texts = tree.In(catalogue).Kernels.SelectMany(kernel => kernel.Cases).ToDictionary(one => one.Scenario);
        var hands = catalogue
            .AllKernels.Where(kernel => kernel.Name == tree.Base.Name)
            .SelectMany(kernel => kernel.Cases)
            .ToDictionary(one => one.Scenario);
        var chosen = bugs.Select(bug => Of(bug, texts, hands)).ToArray();
        var searched = Search([
            .. chosen
                .Select(one => one.Symptom?.Scenario)
                .OfType<string>()
                .Distinct()
                .SelectMany(scenario => new[] { texts[scenario], hands[scenario] }),
        ]);
        var results = chosen
            .Select(one =>
                one.Symptom is not { } symptom
                    ? one
                    : one with
                    {
                        FromText = searched.GetValueOrDefault(texts[symptom.Scenario].Name),
                        ByHand = searched.GetValueOrDefault(hands[symptom.Scenario].Name),
                        Memory = plan.Options.Memory,
                    }
            )
            .Select(one => (Row: one, one.Found))
            .ToArray();
        foreach (var (row, found) in results.Where(result => result.Found.Kind == TreeBugKind.Found))
        {
            Keep(row);
        }

        return Write(results, clock.Elapsed);
    }

    // Where to look for a bug, or why not.
    private TreeBug Of(BugEntry bug, Dictionary<string, Case> texts, Dictionary<string, Case> hands)
    {
        if (bug.Experiment is not { } experiment)
        {
            return new TreeBug(bug, "the catalogue only describes it");
        }

        if (!bug.Kernels.Contains(tree.Base.Name))
        {
            return new TreeBug(bug, $"{tree.Base.Name} by hand has not got it");
        }

        if (!bug.Parts.Any(part => TextRelease.Covers(part, _fromText)))
        {
            return new TreeBug(bug, $"{string.Join(", ", bug.Parts)} is by hand here");
        }

        // The smallest scenario by hand, if it runs on both.
        foreach (var symptom in bug.Symptoms.Prepend((experiment.Broken.Scenario, experiment.Property)))
        {
            if (texts.ContainsKey(symptom.Scenario) && hands.ContainsKey(symptom.Scenario))
            {
                return new TreeBug(bug, null) { Symptom = symptom };
            }
        }

        return new TreeBug(bug, $"{experiment.Broken.Scenario} does not run on both");
    }

    private Dictionary<string, CaseResult> Search(Case[] cases)
    {
        var checker = new CaseChecker(terminal, plan, terminal.ShowsProgress ? new ProgressLine(terminal) : null)
        {
            Jobs = jobs,
            AnnouncesCases = true,
        };
        return checker
            .Check(cases, static result => result)
            .Select(static one => one.Made)
            .OfType<CaseResult>()
            .ToDictionary(static result => result.Case.Name);
    }

    private void Keep(TreeBug row)
    {
        foreach (
            var finding in row.FromText!.Findings.Where(one =>
                one.Trace.Violation!.Property == row.Symptom!.Value.Property
            )
        )
        {
            traces?.Keep(row.FromText.Case, finding.Trace);
        }
    }

    private ExitCode Write((TreeBug Row, (TreeBugKind Kind, string Words) Found)[] results, TimeSpan elapsed)
    {
        new PlainTable(
            ["bug", "from text", "scenario", "breaks", "states", "fixed by"],
            [
                .. results.Select(result =>
                    new[]
                    {
                        result.Row.Bug.Id,
                        result.Found.Words,
                        result.Row.Symptom?.Scenario ?? "-",
                        result.Row.Symptom is { } symptom ? KernelRules.Headline(symptom.Property) : "-",
                        $"{result.Row.States:N0}",
                        result.Row.Bug.FixedBy ?? "-",
                    }
                ),
            ]
        ).WriteTo(terminal);
        terminal.Out.WriteLine();
        TreeRun.WriteUse(terminal.Out, tree);
        terminal.Out.WriteLine(
            $"{Quantity.Of(results.Length, "bug")}: {Count(TreeBugKind.Found)} found in the text, "
                + $"{Count(TreeBugKind.NotThere)} not there, {Count(TreeBugKind.NotCompared)} not compared, "
                + $"{Count(TreeBugKind.Incomplete)} incomplete; {elapsed.TotalSeconds:0.0} s."
        );
        var exit =
            Count(TreeBugKind.Found) > 0 ? ExitCode.Violated
            : Count(TreeBugKind.Incomplete) > 0 ? ExitCode.Incomplete
            : ExitCode.Held;
        terminal.Out.WriteLine(
            exit.Describe(
                exit switch
                {
                    ExitCode.Violated => "the tree has known bugs",
                    ExitCode.Incomplete => "incomplete, no known bug found so far",
                    _ => "no bug that was compared is in the tree",
                }
            )
        );
        return exit;

        int Count(TreeBugKind kind) => results.Count(result => result.Found.Kind == kind);
    }
}
