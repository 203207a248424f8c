using System.Collections.Immutable;
using System.Diagnostics;
using PgmapCheck.Checking;
using PgmapCheck.Reports;
using PgmapCheck.Selection;

namespace PgmapCheck.History;

/// <summary>One run of <c>pgmapcheck history</c>: everything is searched, then shown at once.</summary>
internal sealed class HistoryRun(Terminal terminal, Catalogue catalogue, HistoryRequest request)
{
    /// <summary>Searches everything selected, or as much as there is before an interrupt, and reports.</summary>
    /// <exception cref="UsageException">A name is unknown, or the file cannot be written.</exception>
    public ExitCode Run()
    {
        var subjects = request.SubjectsIn(catalogue);
        using var file = Open(); // nobody wants to hear after the searches that it cannot be written
        var clock = Stopwatch.StartNew();
        var history = ReleaseHistory.Of(catalogue, Search(subjects));
        var report = new HistoryReport(history, clock.Elapsed);
        report.WriteTo(terminal);
        var exit = ExitCodes.Worse(history.ExitCode, Keep(file, HistoryJson.Of(history, clock.Elapsed)));
        terminal.Out.WriteLine(exit == history.ExitCode ? exit.Describe(report.Word) : exit.Describe());
        return exit;
    }

    private ImmutableArray<HistoryCell> Search(ImmutableArray<Subject> subjects)
    {
        var checker = new SubjectChecker(
            terminal, request.Plan, terminal.ShowsProgress ? new ProgressLine(terminal) : null);
        return
        [
            .. subjects.Select((subject, i) => HistoryCell.Of(
                catalogue,
                subject,
                checker.IsInterrupted ? null : checker.Check(subject, $"{i + 1}/{subjects.Length}"))),
        ];
    }

    private PendingFile? Open()
    {
        try
        {
            return request.JsonFile is { } path ? new PendingFile(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException(Problem(e), e);
        }
    }

    // What was searched for minutes is not lost because a disk is full: it has been printed.
    private ExitCode Keep(PendingFile? file, string text)
    {
        try
        {
            file?.Write(text);
            return ExitCode.Held;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"pgmapcheck: {Problem(e)}");
            return ExitCode.Usage;
        }
    }

    private string Problem(Exception e) => $"cannot write '{request.JsonFile}' ({e.Message.TrimEnd('.')})";
}
