using System.Globalization;
using System.Text;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats;

/// <summary>A run for people who read it in a browser: a table of verdicts, then every race as a diagram.</summary>
internal sealed class MarkdownFormat : IReportFormat<RunReport>
{
    private const string Special = "\\`*_[]<>|#";

    public string Name => "markdown";

    public string Write(RunReport report) => Write(report, long.MaxValue);

    /// <summary>The text, with as many diagrams as fit in so many bytes; it says how many it leaves out.</summary>
    public static string Write(RunReport report, long maxBytes)
    {
        var text = new StringBuilder($"## pgmapcheck: {report.ExitWord}\n\n");
        WriteSummary(text, report);
        WriteTable(text, report);
        var left = maxBytes - Encoding.UTF8.GetByteCount(text.ToString());
        var races = report.Cases.SelectMany(entry => entry.News).ToArray();
        for (var i = 0; i < races.Length; i++)
        {
            var section = SectionOf(races[i]);
            left -= Encoding.UTF8.GetByteCount(section);
            if (left < 0)
            {
                text.Append('\n')
                    .Append(Quantity.Of(races.Length - i, "diagram"))
                    .Append(" left out for their size.\n");
                break;
            }

            text.Append(section);
        }

        return PlainTextWriter.Escape(text.ToString());
    }

    private static void WriteSummary(StringBuilder text, RunReport report)
    {
        using var summary = new StringWriter { NewLine = "\n" };
        report.Summary.WriteTo(summary, DiagramText.MaxWidth);
        text.Append(summary).Append('\n');
        if (!report.NotBegun.IsEmpty)
        {
            var names = Escape(NameList.Some([.. report.NotBegun.Select(@case => @case.Name)], 10));
            text.Append(CultureInfo.InvariantCulture, $"**Not begun** ({report.NotBegunBecause}): {names}.\n\n");
        }
    }

    private static void WriteTable(StringBuilder text, RunReport report)
    {
        text.Append("| kernel | scenario | verdict | | states | seconds |\n| --- | --- | --- | --- | ---: | ---: |\n");
        foreach (var entry in report.Cases)
        {
            var (@case, verdict) = (entry.Result.Case, entry.Result.Verdict);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {Escape(@case.Kernel)} | {Escape(@case.Scenario)} | {entry.Outcome.Word()} | "
                    + $"{Escape(Details(entry))} "
                    + $"| {verdict?.States:N0} | {verdict?.Elapsed.TotalSeconds:0.00} |\n"
            );
        }
    }

    private static string Details(CaseReport entry) =>
        string.Join(
            "; ",
            (IEnumerable<string>)
                [
                    .. entry.Result.Surprise is { } surprise ? [surprise] : (string[])[],
                    .. entry.News.Select(race => race.Violation.Property),
                    .. entry.NoNews.Select(race => $"{race.Violation.Property} (no news)"),
                    .. entry.Result.Verdict?.NeverReached ?? [],
                    .. entry.Result.Verdict?.Incomplete is { } why
                        ? [entry.Races.IsEmpty ? why : $"incomplete: {why}"]
                        : (string[])[],
                    .. entry.Result.ErrorLine is { } error ? [error] : (string[])[],
                ]
        );

    private static string SectionOf(Race race)
    {
        // The command is below, where it can be copied in one piece.
        var diagram = string.Join('\n', RaceDiagram.Draw(race with { TracePath = null }));
        var fence = Fence(diagram);
        var title = Escape($"{race.Kernel}/{race.Scenario}: {race.Headline}");
        return $"\n### {title}\n\n{fence}text\n{diagram}\n{fence}\n\n"
            + (
                race.KnownBug is { FixedBy: { } commit }
                    ? $"Fixed upstream by [{commit}](https://git.kernel.org/linus/{commit}).\n\n"
                    : ""
            )
            + (race.ReplayCommand is { IsEmpty: false } words ? $"Replay: `{string.Join(' ', words)}`\n" : "");
    }

    // Longer than any row of backticks in the text.
    private static string Fence(string text)
    {
        var fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
        {
            fence += "`";
        }

        return fence;
    }

    private static string Escape(string text) =>
        string.Concat(
            PlainTextWriter
                .Escape(text.ReplaceLineEndings(" "))
                .Select(c => Special.Contains(c, StringComparison.Ordinal) ? $"\\{c}" : c.ToString())
        );
}
