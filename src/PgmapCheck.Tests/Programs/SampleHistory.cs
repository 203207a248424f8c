using Interleave.Search;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Results;
using PgmapCheck.Runs;

namespace PgmapCheck.Tests.Programs;

/// <summary>Histories to write reports of. What was found is real; the figures are made up, as those of sample runs
/// are.</summary>
internal static class SampleHistory
{
    /// <summary>Three releases, of which bugs come and go, and two other kernels.</summary>
    public static HistoryReport Report { get; } = Of(TinyHistory.Catalogue);

    /// <summary>Many releases, and everything that a cell can say.</summary>
    public static HistoryReport Wide { get; } = Of(TinyHistory.Wide);

    /// <summary>A history of a catalogue.</summary>
    public static HistoryReport Of(Catalogue catalogue)
    {
        var plan = SearchPlan.Proof(SearchBounds.None);
        var checker = new CaseChecker(new Terminal(TextWriter.Null, TextWriter.Null), plan, null);
        var history = ReleaseHistory.Of(
            catalogue,
            [
                .. catalogue
                    .Kernels.SelectMany(kernel => kernel.Cases)
                    .Select(@case => HistoryCell.Of(@case, MadeUp(checker.Check(@case)))),
            ]
        );
        return new HistoryReport
        {
            History = history,
            Excerpt = HistoryExcerpt.Of(history, false, false),
            Plan = plan,
            Elapsed = TimeSpan.FromSeconds(1.5),
            ExitCode = history.ExitCode,
        };
    }

    private static CaseResult MadeUp(CaseResult result) =>
        result with
        {
            Verdict = result.Verdict is { } verdict ? SampleRun.MadeUp(verdict) : null,
        };
}
