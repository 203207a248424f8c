using System.Diagnostics;
using PgmapCheck.Checking;
using PgmapCheck.Reports;
using PgmapCheck.Selection;

namespace PgmapCheck.Confirmation;

/// <summary>One run of <c>pgmapcheck bugs</c>: search every kernel that has a known bug, and its twin, then compare.</summary>
internal sealed class ConfirmationRun(Terminal terminal, Catalogue catalogue, ClaimSelection selection, SearchPlan plan)
{
    /// <summary>Searches everything selected, or as much as there is before an interrupt, and reports.</summary>
    public ExitCode Run()
    {
        var claims = selection.In(catalogue);
        var clock = Stopwatch.StartNew();
        var searched = Search([.. claims.SelectMany(claim => new[] { claim.Broken, claim.Twin }).OfType<Subject>().Distinct()]);
        var report = new ConfirmationReport(
            [.. claims.Select(claim => new ClaimResult(claim, ResultOf(claim.Broken), ResultOf(claim.Twin)))]);
        report.WriteTo(terminal, clock.Elapsed);
        return report.ExitCode;

        CheckResult? ResultOf(Subject? subject) => subject is null ? null : searched.GetValueOrDefault(subject);
    }

    // Several bugs show in one case, and many have one twin: each is searched once.
    private Dictionary<Subject, CheckResult> Search(Subject[] subjects)
    {
        var checker = new SubjectChecker(terminal, plan, terminal.ShowsProgress ? new ProgressLine(terminal) : null);
        var results = new Dictionary<Subject, CheckResult>();
        foreach (var subject in subjects.TakeWhile(_ => !checker.IsInterrupted))
        {
            results.Add(subject, checker.Check(subject, $"{results.Count + 1}/{subjects.Length}"));
        }

        return results;
    }
}
