using Interleave.Memory;
using Interleave.Traces;

namespace PgmapCheck.Reports.Races;

/// <summary>
/// A violation as kernel developers draw races in commit messages: a column for each CPU, time downwards, calls
/// indented. Plain text of at most 75 columns, so that it survives being quoted in a mail.
/// </summary>
internal static class RaceDiagram
{
    /// <summary>The longest line.</summary>
    public const int MaxWidth = 75;

    private const int MaxInitial = 8;

    /// <summary>The lines of the diagram.</summary>
    public static IEnumerable<string> Draw(Race race)
    {
        var narrative = Narrative.Of(race);
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
                    .. Paragraph(Decision(race), 2),
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
        var steps = Quantity.Of(race.Trace.Steps.Length, "step");
        var size =
            $"{steps}, {Quantity.Of(race.Preemptions, "preemption")}"
            + race.IsShortest switch
            {
                true => ", shortest",
                false => ", not known to be shortest",
                null => "",
            };
        var line = $"{where}   {size}";
        return 2 + line.Length <= MaxWidth ? ["  " + line] : [.. Paragraph(where, 2), .. Paragraph(size, 2)];
    }

    /// <summary>
    /// What memory holds at first: only what changes on the way, and of that what more than one CPU touches, if
    /// anything is.
    /// </summary>
    public static string? Initially(Trace trace)
    {
        var changed = trace
            .Initial.Where(entry => !entry.Cell.IsDetail && trace.Steps.Any(step => Changes(step, entry.Cell)))
            .ToArray();
        var shared = changed
            .Where(entry =>
                trace
                    .Steps.Where(step => step.Cell == entry.Cell)
                    .Select(step => step.Fiber)
                    .Concat(
                        Enumerable
                            .Range(0, trace.Fibers.Length)
                            .Where(fiber => trace.Fibers[fiber].NextCell == entry.Cell)
                    )
                    .Distinct()
                    .Count() > 1
            )
            .ToArray();
        var cells = shared.Length > 0 ? shared : changed;
        return cells.Length == 0
            ? null
            : "initially: "
                + string.Join(
                    "; ",
                    cells.Take(MaxInitial).Select(entry => $"{entry.Cell.Name} is {entry.Cell.Format(entry.Value)}")
                )
                + (cells.Length > MaxInitial ? "; ..." : "");
    }

    // That a lock is free at first goes without saying.
    private static bool Changes(TraceStep step, Cell cell) =>
        step.Cell == cell
        && step.Before != step.After
        && step.Kind
            is not (
                OperationKind.Acquire
                or OperationKind.Release
                or OperationKind.TryAcquire
                or OperationKind.AcquireShared
                or OperationKind.ReleaseShared
            );

    private static string Decision(Race race)
    {
        if (race.Decided is not { } decided)
        {
            return "";
        }

        var (what, always) = decided.MayRunForEver
            ? ("every schedule that ends violates this", "every schedule that ends violates this, from the start")
            : ("no schedule avoids this", "no schedule avoids this, from the start");
        return decided.Step == 0 ? always : $"{DiagramRow.Mark} from here on {what}";
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

    private static IEnumerable<string> Paragraph(string text, int indent) =>
        text.Length == 0
            ? []
            : TextWrap.Wrap(text, MaxWidth - indent, 2).Select(line => new string(' ', indent) + line);
}
