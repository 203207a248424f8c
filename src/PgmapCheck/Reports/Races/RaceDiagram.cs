using static Interleave.Diagrams.DiagramText;

namespace PgmapCheck.Reports.Races;

/// <summary>
/// A violation as kernel developers draw races in commit messages: a column for each CPU, time downwards, calls
/// indented. Plain text of at most 75 columns, so that it survives being quoted in a mail.
/// </summary>
internal static class RaceDiagram
{
    /// <summary>The lines of the diagram.</summary>
    /// <param name="race">What to draw.</param>
    /// <param name="width">The longest line, for a screen that is narrower still.</param>
    public static IEnumerable<string> Draw(Race race, int width = MaxWidth)
    {
        var narrative = Narrative.Of(race.Failing);
        return (
            (IEnumerable<string>)
                [
                    .. Paragraph($"BUG: {race.Headline}", 0, width),
                    .. Facts(race, width),
                    .. Initially(race.Trace) is { } initially ? Paragraph(initially, 2, width) : [],
                    .. narrative.Bystanders.SelectMany(text => Paragraph(text, 2, width)),
                    "",
                    .. DiagramLayout.Lines(narrative, width),
                    "",
                    .. Paragraph(Decision(race.Failing), 2, width),
                    .. Paragraph(race.Violation.Explanation, 2, width),
                    .. Paragraph($"Violated: {race.Violation.Property}", 2, width),
                    .. Paragraph(race.Catalogued, 2, width),
                    .. ReplayLines(race, width),
                ]
        ).Select(line => line.TrimEnd());
    }

    private static List<string> Facts(Race race, int width)
    {
        var where = $"kernel {race.Kernel}   scenario {race.Scenario}";
        var size = Size(race.Failing, race.IsShortest);
        var line = $"{where}   {size}";
        return 2 + line.Length <= width ? ["  " + line] : [.. Paragraph(where, 2, width), .. Paragraph(size, 2, width)];
    }

    // A path is never broken: who pastes it wants it whole.
    private static IEnumerable<string> ReplayLines(Race race, int width)
    {
        var words = race.ReplayCommand;
        var line = $"  Replay:   {string.Join(' ', words)}";
        return words.IsEmpty ? []
            : line.Length <= width ? [line]
            : words.Select(
                (word, i) => (i == 0 ? "  Replay:   " : "    ") + word + (i < words.Length - 1 ? " \\" : "")
            );
    }
}
