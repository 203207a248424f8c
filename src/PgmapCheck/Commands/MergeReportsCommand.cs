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
        var quiet = new Option<bool>("--quiet") { Description = "Print only what is wrong, and the last line" };
        var verbose = new Option<bool>("--verbose") { Description = "Print every step, and figures of every search" };
        var command = new Command("merge-reports", "Make one run of the blobs of all shards, or say why they are none")
        {
            directory,
            reports.Option,
            traces,
            noTraces,
            quiet,
            verbose,
        };
        command.SetAction(parsed =>
        {
            var request = new CheckRequest
            {
                Selection = new CaseSelection([], [], [], false),
                Plan = SearchPlan.Proof(SearchBounds.None),
                TraceFolder = parsed.GetValue(noTraces) ? null : parsed.GetValue(traces),
                Reports = reports.Of(parsed),
                IsQuiet = parsed.GetValue(quiet),
                IsVerbose = parsed.GetValue(verbose),
            };
            var screen = ReportOption<RunReport>.TerminalFor(parsed, terminal, request.Reports);
            return (int)new MergeRun(screen, catalogue(), request).Run(parsed.GetRequiredValue(directory));
        });
        return command;
    }
}
