using System.Collections.Immutable;
using PgmapCheck.Reports.Formats;

namespace PgmapCheck.Reports;

/// <summary>Puts the reports of a run where they were asked for. One that cannot be written stops no other.</summary>
internal sealed class ReportOutput(Terminal terminal, ImmutableArray<ReportRequest> requests)
{
    private bool _hasFailed;

    /// <summary>Writes every report; returns how the run ends, now that it is known which could be written.</summary>
    public ExitCode Write(RunReport report)
    {
        // All are opened before one is written, so that all can say how the run ends.
        var files = requests.Where(request => request.Path is not null)
            .Select(request => (request.Format, Path: request.Path!, File: Open(request.Path!))).ToArray();
        var final = AsItEnds(report);
        foreach (var (format, path, file) in files.Where(entry => entry.File is not null))
        {
            using (file)
            {
                Try(path, () => file!.Write(format.Write(final)));
            }
        }

        foreach (var format in requests.Where(request => request.Path is null).Select(request => request.Format))
        {
            terminal.Out.Write(format.Write(final));
        }

        if (terminal.StepSummary is { } summary && requests.Any(request => request.Format is GitHubFormat))
        {
            Try(summary, () => AppendSummary(summary, final));
        }

        return AsItEnds(report).ExitCode;
    }

    private static void AppendSummary(string path, RunReport report)
    {
        var used = File.Exists(path) ? new FileInfo(path).Length : 0;
        File.AppendAllText(path, MarkdownFormat.Write(report, GitHubFormat.MaxSummaryBytes - used));
    }

    private RunReport AsItEnds(RunReport report) => report with
    {
        ExitCode = _hasFailed ? ExitCodes.Worse(report.ExitCode, ExitCode.Usage) : report.ExitCode,
    };

    private PendingFile? Open(string path)
    {
        PendingFile? file = null;
        Try(path, () => file = new PendingFile(path));
        return file;
    }

    private void Try(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _hasFailed = true;
            terminal.Error.WriteLine($"pgmapcheck: cannot write the report '{path}' ({e.Message.TrimEnd('.')})");
        }
    }
}
