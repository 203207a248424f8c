using System.Collections.Immutable;

namespace PgmapCheck.Reports;

/// <summary>Puts the reports of a run where they were asked for. One that cannot be written stops no other.</summary>
/// <typeparam name="TReport">What the run found.</typeparam>
internal sealed class ReportOutput<TReport>(Terminal terminal, ImmutableArray<ReportRequest<TReport>> requests)
    : IDisposable
    where TReport : IReport<TReport>
{
    private readonly Dictionary<string, PendingFile> _files = [];
    private bool _isOpen;
    private bool _hasFailed;

    /// <summary>Opens every file, and names those that cannot be written.</summary>
    /// <returns>False if there is one.</returns>
    public bool Open()
    {
        if (!_isOpen)
        {
            _isOpen = true;
            foreach (
                var path in requests
                    .Select(request => request.Path)
                    .OfType<string>()
                    .Where(path => path != ReportPlace.Standard)
            )
            {
                Try(path, () => _files.Add(path, new PendingFile(path)));
            }
        }

        return !_hasFailed;
    }

    /// <summary>Writes every report; returns how the run ends, now that it is known which could be written.</summary>
    public ExitCode Write(TReport report)
    {
        Open(); // all of them before one is written, so that all can say how the run ends
        var final = AsItEnds(report);
        foreach (var (format, path) in requests)
        {
            if (path is null or ReportPlace.Standard)
            {
                (path is null ? terminal.Out : terminal.Data).Write(format.Write(final));
            }
            else if (_files.TryGetValue(path, out var file))
            {
                Try(path, () => file.Write(format.Write(final)));
            }

            if (terminal.StepSummary is { } summary)
            {
                Try(summary, () => AppendSummary(summary, format.SummaryOf(final, LengthOf(summary))));
            }
        }

        return AsItEnds(report).ExitCode;
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static void AppendSummary(string path, string? text)
    {
        if (text is not null)
        {
            File.AppendAllText(path, text);
        }
    }

    private TReport AsItEnds(TReport report) =>
        _hasFailed ? report.EndingWith(ExitCodes.Worse(report.ExitCode, ExitCode.Usage)) : report;

    private void Try(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            _hasFailed = true;
            terminal.Error.WriteLine($"pgmapcheck: cannot write the report '{path}' ({e.Message.TrimEnd('.')})");
        }
    }
}
