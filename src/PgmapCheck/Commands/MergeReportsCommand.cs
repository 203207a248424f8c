using System.CommandLine;
using Interleave.Search;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Formats;
using PgmapCheck.Results;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck merge-reports</c>.</summary>
internal static class MergeReportsCommand
{
    public static Command Create(Terminal terminal, Func<Catalogue> catalogue)
    {
        var directory = new Argument<string>("DIR") { Description = "Where the blobs of all shards are, or below it" };
        var reports = new ReportOption<RunReport>(ReportFormats.OfRuns);
        var traces = CommonOptions.Traces();
        var noTraces = CommonOptions.NoTraces();
        var news = new NewsOptions();
        var print = new PrintOptions();
        var tree = new KernelTreeOptions();
        var command = new Command("merge-reports", "Make one run of the blobs of all shards, or say why they are none")
        {
            directory,
            reports.Option,
            traces,
            noTraces,
            AssemblyOption.Option,
        };
        foreach (var option in news.All.Concat(print.All).Concat(tree.All))
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var request = new CheckRequest
            {
                Selection = new CaseSelection([], [], [], false),
                Plan = SearchPlan.Proof(SearchBounds.None),
                TraceFolder = parsed.GetValue(noTraces) ? null : parsed.GetValue(traces),
                Reports = reports.Of(parsed),
                Screen = print.Of(parsed),
                Baseline = news.Of(parsed),
            };
            var screen = ReportOption<RunReport>.TerminalFor(parsed, terminal, request.Reports);
            var known = tree.Of(parsed) is { } opened ? opened.In(catalogue()) : catalogue();
            return (int)new MergeRun(screen, known, request).Run(parsed.GetRequiredValue(directory));
        });
        return command;
    }
}
