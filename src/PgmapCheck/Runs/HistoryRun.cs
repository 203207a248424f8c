using System.Collections.Immutable;
using System.Diagnostics;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck history</c>: everything is searched, then shown at once.</summary>
internal sealed class HistoryRun(Terminal terminal, Catalogue catalogue, HistoryRequest request)
{
    /// <summary>Searches everything selected, or as much as there is before an interrupt, and reports.</summary>
    /// <exception cref="UsageException">A name is unknown.</exception>
    public ExitCode Run()
    {
        var cases = request.CasesIn(catalogue);
        using var output = new ReportOutput<HistoryReport>(terminal, request.Reports);
        if (!output.Open())
        {
            return ExitCode.Usage; // nobody wants to hear after the searches that a file cannot be written
        }

        var clock = Stopwatch.StartNew();
        var history = ReleaseHistory.Of(catalogue, Search(cases));
        var report = new HistoryReport
        {
            History = history,
            Excerpt = request.ExcerptOf(history),
            Plan = request.Plan,
            Elapsed = clock.Elapsed,
            ExitCode = history.ExitCode,
        };
        new HistoryText(report).WriteTo(terminal);
        report = report.EndingWith(output.Write(report));
        terminal.Out.WriteLine(report.ExitCode.Describe(report.ExitWord));
        return report.ExitCode;
    }

    private ImmutableArray<HistoryCell> Search(ImmutableArray<Case> cases)
    {
        var checker = new CaseChecker(
            terminal,
            request.Plan,
            terminal.ShowsProgress ? new ProgressLine(terminal) : null
        )
        {
            Jobs = request.Jobs,
            AnnouncesCases = true,
        };
        return
        [
            .. checker
                .Check(cases, result => HistoryCell.Of(result.Case, result))
                .Select(one => one.Made ?? HistoryCell.Of(one.Case, null)),
        ];
    }
}
