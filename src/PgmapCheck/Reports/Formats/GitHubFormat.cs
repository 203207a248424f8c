using System.Text;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats;

/// <summary>
/// Workflow commands of GitHub Actions, which shows them beside a change. A job's log is where it looks for them, so
/// that this format needs no file.
/// </summary>
internal sealed class GitHubFormat : IReportFormat<RunReport>
{
    // What a step summary may hold, with a little to spare: GitHub drops one of more than a MiB.
    private const long MaxSummaryBytes = 1_000_000;

    public string Name => "github";

    public bool IsForStandardOutput => true;

    public string Write(RunReport report)
    {
        var text = new StringBuilder();
        foreach (var entry in report.Cases)
        {
            var (result, name) = (entry.Result, entry.Result.Case.Name);
            foreach (var race in entry.News)
            {
                var (file, line) = WhereIs(race);
                Add(text, "error", $"{name}: {race.Headline}", file, MessageOf(race), line);
            }

            foreach (var race in entry.NoNews)
            {
                Add(text, "notice", $"{name}: {Word(entry)}: {race.Headline}", race.TracePath, MessageOf(race));
            }

            if (result.Surprise is { } surprise)
            {
                Add(text, "error", $"{name}: expectation not met", null, surprise);
            }

            if (result.ErrorLine is { } error)
            {
                Add(text, "error", $"{name}: no verdict", null, error);
            }

            if (result.Verdict is { Incomplete: { } reason })
            {
                Add(text, "warning", $"{name}: incomplete", null, reason);
            }

            foreach (var property in result.Verdict?.NeverReached ?? [])
            {
                Add(text, "warning", $"{name}: never reached", null, property);
            }
        }

        if (!report.NotBegun.IsEmpty)
        {
            Add(
                text,
                "warning",
                $"{Quantity.Of(report.NotBegun.Length, "case")} not begun",
                null,
                $"{report.NotBegunBecause} before {NameList.Some([.. report.NotBegun.Select(@case => @case.Name)])}"
            );
        }

        return text.ToString();
    }

    public string? SummaryOf(RunReport report, long usedBytes) =>
        MarkdownFormat.Write(report, MaxSummaryBytes - usedBytes);

    private static string Word(CaseReport entry) =>
        (entry.Outcome == Outcome.ExpectedViolation ? Outcome.ExpectedViolation : Outcome.KnownViolation).Word();

    private static string MessageOf(Race race) =>
        $"{race.Violation.Explanation}\nViolated: {race.Violation.Property}\n{race.Catalogued}"
        + (race.ReplayCommand is { IsEmpty: false } words ? $"\nReplay: {string.Join(' ', words)}" : "");

    // In the kernel tree where it is decided, or where it ends; else the trace file.
    private static (string? File, string? Line) WhereIs(Race race)
    {
        var step = race.Decided is { Step: > 0 } point ? point.Step : race.Trace.Steps.Length;
        return
            step > 0
            && race.Trace.Steps[step - 1].Stack.LastOrDefault(call => call.Place is not null)?.Place is { } place
            ? (place[..place.LastIndexOf(':')], place[(place.LastIndexOf(':') + 1)..])
            : (race.TracePath, null);
    }

    private static void Add(
        StringBuilder text,
        string command,
        string title,
        string? file,
        string message,
        string? line = null
    )
    {
        text.Append("::").Append(command).Append(" title=").Append(EscapeProperty(title));
        if (file is not null)
        {
            text.Append(",file=").Append(EscapeProperty(file));
        }

        if (line is not null)
        {
            text.Append(",line=").Append(line);
        }

        text.Append("::").Append(Escape(message)).Append('\n');
    }

    private static string EscapeProperty(string text) =>
        Escape(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static string Escape(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(PlainTextWriter.Escape))
            .Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
}
