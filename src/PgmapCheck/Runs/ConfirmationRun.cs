using System.Diagnostics;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck bugs</c>: search a kernel that has each known bug, and its twin, then
/// compare.</summary>
/// <param name="terminal">Where to print.</param>
/// <param name="catalogue">What there is.</param>
/// <param name="selection">Which bugs.</param>
/// <param name="plan">How to search.</param>
/// <param name="jobs">How many cases are searched at a time.</param>
/// <param name="traces">Where to keep what shows each bug; null for nowhere.</param>
internal sealed class ConfirmationRun(
    Terminal terminal,
    Catalogue catalogue,
    BugSelection selection,
    SearchPlan plan,
    int jobs,
    TraceFolder? traces
)
{
    /// <summary>Searches everything selected, or as much as there is before an interrupt, and reports.</summary>
    public ExitCode Run()
    {
        var bugs = selection.In(catalogue);
        var clock = Stopwatch.StartNew();
        var searched = Search([.. bugs.SelectMany(bug => bug.Experiment?.Cases ?? []).DistinctBy(@case => @case.Name)]);
        var report = new ConfirmationReport([
            .. from bug in bugs
            where bug.Experiment is not null
            let experiment = bug.Experiment!.Under(plan.Options.Memory)
            select new BugResult(
                bug,
                experiment,
                ResultOf(experiment.Broken),
                ResultOf(experiment.Twin),
                [.. experiment.UnsafeChanges.Select(ResultOf)]
            ),
        ]);
        foreach (var result in report.Results)
        {
            Keep(result);
        }

        report.WriteTo(terminal, clock.Elapsed);
        return report.ExitCode;

        CaseResult? ResultOf(Case @case) => searched.GetValueOrDefault(@case.Name);
    }

    // Several bugs show in one case, and many have one twin: each is searched once.
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

    private void Keep(BugResult result)
    {
        foreach (
            var finding in result.Broken?.Findings.Where(f => f.Trace.Violation!.Property == result.Experiment.Property)
                ?? []
        )
        {
            traces?.Keep(result.Experiment.Broken, finding.Trace);
        }
    }
}
