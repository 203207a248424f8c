using System.Text;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Reports.Formats;

/// <summary>
/// One counterexample as a mail for a kernel list: plain text of at most 75 columns, but for commands and what a
/// scenario file says. It is the shortest of what is new, else the shortest.
/// </summary>
internal sealed class MailFormat : IReportFormat<RunReport>
{
    private const int LargestScenario = 1 << 20;

    public string Name => "mail";

    public string Write(RunReport report)
    {
        var first =
            DiagramChoices.First(report.Cases.SelectMany(entry => entry.News))
            ?? DiagramChoices.First(report.Cases.SelectMany(entry => entry.Races));
        return first is null ? Nothing(report) : PlainTextWriter.Escape(Of(report, first));
    }

    private static string Nothing(RunReport report) =>
        $"Subject: pgmapcheck: {report.ExitWord}\n\n{report.Summary.Counts}. There is no counterexample to report.\n";

    private static string Of(RunReport report, Race race)
    {
        var text = new StringBuilder($"Subject: [BUG] {race.Headline}, {race.Kernel}\n\n");
        Paragraph(text, "Hi,");
        Paragraph(
            text,
            $"a model checker of page reference counts, {Tool.NameAndVersion}, finds this in {race.Kernel} (scenario "
                + $"{race.Scenario}): "
                + $"{race.Violation.Explanation}. What should hold is that {race.Violation.Property}. "
                + $"{race.Catalogued}."
        );
        foreach (var line in RaceDiagram.Draw(race with { TracePath = null }))
        {
            text.Append(line).Append('\n');
        }

        text.Append('\n');
        if (race.ScenarioFile is { } file)
        {
            Paragraph(text, $"{Path.GetFileName(file)}, which shows it:");
            text.Append(Indented(ScenarioIn(file))).Append('\n');
        }

        Paragraph(text, "To see it again:");
        text.Append(
            race.ReplayCommand is { IsEmpty: false } words && race.ScenarioFile is null
                ? $"  {string.Join(' ', words)}\n"
                : ""
        );
        text.Append($"  {race.CheckCommand}\n\n");
        Paragraph(
            text,
            "The kernel functions are modelled step by step, not run: please compare the diagram with the tree. "
                + $"The run: {report.Summary.Counts}."
        );
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string ScenarioIn(string file)
    {
        try
        {
            return TextFile.Read(file, LargestScenario);
        }
        catch (UsageException e)
        {
            return $"({e.Message})";
        }
    }

    private static string Indented(string text) =>
        string.Concat(
            text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => $"  {line}".TrimEnd() + "\n")
        );

    private static void Paragraph(StringBuilder text, string words)
    {
        foreach (var line in TextWrap.Wrap(words, DiagramText.MaxWidth, 0))
        {
            text.Append(line).Append('\n');
        }

        text.Append('\n');
    }
}
