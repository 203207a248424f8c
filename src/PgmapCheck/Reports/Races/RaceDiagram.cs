using static Interleave.Diagrams.DiagramText;

namespace PgmapCheck.Reports.Races;

/// <summary>
/// A violation as kernel developers draw races in commit messages: a column for each CPU, time downwards, calls
/// indented. Plain text of at most 75 columns, so that it survives being quoted in a mail.
/// </summary>
internal static class RaceDiagram
{
    /// <summary>The lines of the diagram.</summary>
    public static IEnumerable<string> Draw(Race race)
    {
        var narrative = Narrative.Of(race.Failing);
        return (
            (IEnumerable<string>)
                [
                    .. Paragraph($"BUG: {race.Headline}", 0),
                    .. Facts(race),
                    .. Initially(race.Trace) is { } initially ? Paragraph(initially, 2) : [],
                    .. narrative.Bystanders.SelectMany(text => Paragraph(text, 2)),
                    "",
                    .. DiagramLayout.Lines(narrative, MaxWidth),
                    "",
                    .. Paragraph(Decision(race.Failing), 2),
                    .. Paragraph(race.Violation.Explanation, 2),
                    .. Paragraph($"Violated: {race.Violation.Property}", 2),
                    .. Paragraph(race.Catalogued, 2),
                    .. ReplayLines(race),
                ]
        ).Select(line => line.TrimEnd());
    }

    private static List<string> Facts(Race race)
    {
        var where = $"kernel {race.Kernel}   scenario {race.Scenario}";
        var size = Size(race.Failing, race.IsShortest);
        var line = $"{where}   {size}";
        return 2 + line.Length <= MaxWidth ? ["  " + line] : [.. Paragraph(where, 2), .. Paragraph(size, 2)];
    }

    // A path is never broken: who pastes it wants it whole.
    private static IEnumerable<string> ReplayLines(Race race)
    {
        var words = race.ReplayCommand;
        var line = $"  Replay:   {string.Join(' ', words)}";
        return words.IsEmpty ? []
            : line.Length <= MaxWidth ? [line]
            : words.Select(
                (word, i) => (i == 0 ? "  Replay:   " : "    ") + word + (i < words.Length - 1 ? " \\" : "")
            );
    }
}
