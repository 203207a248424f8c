using System.Collections.Immutable;
using System.Text;

namespace Interleave.Diagrams;

/// <summary>Sets a narrative side by side, a column for each fiber, or as a list where columns would be too
/// narrow.</summary>
internal static class DiagramLayout
{
    private const int Margin = 2;
    private const int MinGap = 2;
    private const int MaxGap = 5;
    private const int MinColumn = 22;
    private const int ComfortableColumn = 28;
    private const int MaxPrefix = 24;

    /// <summary>The lines, none longer than <paramref name="width"/>.</summary>
    public static IEnumerable<string> Lines(Narrative narrative, int width) =>
        Lines(narrative.Columns, narrative.Rows, width);

    /// <summary>The same of what is no race of a kernel.</summary>
    public static IEnumerable<string> Lines(
        ImmutableArray<DiagramColumn> columns,
        IReadOnlyList<DiagramRow> rows,
        int width
    )
    {
        var narrative = (Columns: columns, Rows: rows);
        if (narrative.Columns.IsEmpty)
        {
            return [];
        }

        var needed = narrative.Columns.Select(column => WidthOf(column, narrative.Rows)).ToArray();
        var room = width - Margin - (MinGap * (needed.Length - 1));
        var widths = Share(needed, room);
        if (widths.Where((given, i) => given < needed[i] && given < MinColumn).Any() || IsHardToRead(narrative, widths))
        {
            return AsList(narrative, width);
        }

        var spare = room - widths.Sum();
        for (var i = 0; i < widths.Length; i++)
        {
            var more = Math.Clamp(ComfortableColumn - widths[i], 0, spare / (widths.Length - i));
            widths[i] += more;
            spare -= more;
        }

        return AsColumns(narrative, widths, spare);
    }

    private static int WidthOf(DiagramColumn column, IReadOnlyList<DiagramRow> rows) =>
        rows.Where(row => row.Fiber == column.Fiber)
            .Concat(column.Opening)
            .Concat(column.Closing)
            .Select(row => row.Width)
            .Append(column.Name.Length)
            .Max();

    // With two fibers columns are worth some broken lines; with more, one broken line in three is too many.
    private static bool IsHardToRead(
        (ImmutableArray<DiagramColumn> Columns, IReadOnlyList<DiagramRow> Rows) narrative,
        int[] widths
    )
    {
        var broken = narrative.Rows.Count(row =>
            row.Fiber != DiagramRow.Everybody && row.Width > widths[ColumnOf(narrative, row)]
        );
        return widths.Length > 2 && 3 * broken > narrative.Rows.Count;
    }

    private static int ColumnOf(
        (ImmutableArray<DiagramColumn> Columns, IReadOnlyList<DiagramRow> Rows) narrative,
        DiagramRow row
    )
    {
        var column = 0;
        while (narrative.Columns[column].Fiber != row.Fiber)
        {
            column++;
        }

        return column;
    }

    // Narrow columns get what they want; the others share the rest evenly.
    private static int[] Share(int[] wanted, int room)
    {
        var widths = new int[wanted.Length];
        var left = wanted.Length;
        foreach (var i in Enumerable.Range(0, wanted.Length).OrderBy(i => wanted[i]))
        {
            widths[i] = Math.Min(wanted[i], room / left);
            room -= widths[i];
            left--;
        }

        return widths;
    }

    private static IEnumerable<string> AsColumns(
        (ImmutableArray<DiagramColumn> Columns, IReadOnlyList<DiagramRow> Rows) narrative,
        int[] widths,
        int spare
    )
    {
        var columns = narrative.Columns;
        var gap = MinGap + Math.Min(MaxGap - MinGap, spare / Math.Max(1, columns.Length - 1));
        var starts = new int[widths.Length];
        for (var i = 0; i < starts.Length; i++)
        {
            starts[i] = i == 0 ? Margin : starts[i - 1] + widths[i - 1] + gap;
        }

        var heads = columns.Select((column, i) => TextWrap.Wrap(column.Name, widths[i], 2)).ToArray();
        var rules = heads.Select(head => new List<string> { new('-', head.Max(line => line.Length)) });
        foreach (
            var line in Beside(heads, starts)
                .Concat(Beside([.. rules], starts))
                .Concat(Beside([.. columns.Select((column, i) => LinesOf(column.Opening, widths[i]))], starts))
        )
        {
            yield return line;
        }

        foreach (var row in narrative.Rows)
        {
            if (row.Fiber == DiagramRow.Everybody)
            {
                yield return new string(' ', Margin) + row.Text;
                continue;
            }

            var i = ColumnOf(narrative, row);
            foreach (var line in row.Lines(widths[i]))
            {
                yield return new string(' ', starts[i]) + line;
            }
        }

        foreach (var line in Beside([.. columns.Select((column, i) => LinesOf(column.Closing, widths[i]))], starts))
        {
            yield return line;
        }
    }

    private static List<string> LinesOf(ImmutableArray<DiagramRow> rows, int width) =>
        [.. rows.SelectMany(row => row.Lines(width))];

    private static IEnumerable<string> Beside(List<string>[] columns, int[] starts)
    {
        for (var row = 0; row < columns.Max(column => column.Count); row++)
        {
            var line = new StringBuilder();
            for (var i = 0; i < columns.Length; i++)
            {
                if (row < columns[i].Count)
                {
                    line.Append(' ', starts[i] - line.Length).Append(columns[i][row]);
                }
            }

            yield return line.ToString();
        }
    }

    private static IEnumerable<string> AsList(
        (ImmutableArray<DiagramColumn> Columns, IReadOnlyList<DiagramRow> Rows) narrative,
        int width
    )
    {
        var names = narrative.Columns.Select(column => column.ShortName).ToArray();
        var areDistinct = names.Distinct().Count() == names.Length;
        var prefixes = narrative.Columns.ToDictionary(
            column => column.Fiber,
            column => Cut(areDistinct ? column.ShortName : column.Name)
        );
        var prefixWidth = prefixes.Values.Max(prefix => prefix.Length) + 2;
        var saysMore = areDistinct && narrative.Columns.Any(column => column.Name != column.ShortName);
        if (saysMore)
        {
            var all = $"threads: {string.Join(", ", narrative.Columns.Select(column => column.Name))}";
            foreach (var line in DiagramText.Paragraph(all, Margin, width))
            {
                yield return line;
            }
        }

        if (saysMore || !areDistinct)
        {
            yield return "";
        }

        foreach (
            var row in narrative
                .Columns.SelectMany(column => column.Opening)
                .Concat(narrative.Rows)
                .Concat(narrative.Columns.SelectMany(column => column.Closing))
        )
        {
            if (row.Fiber == DiagramRow.Everybody)
            {
                yield return new string(' ', Margin) + row.Text;
                continue;
            }

            foreach (var line in row.Lines(width - Margin - prefixWidth))
            {
                yield return new string(' ', Margin) + prefixes[row.Fiber].PadRight(prefixWidth) + line;
            }
        }
    }

    private static string Cut(string name) => name.Length <= MaxPrefix ? name : name[..MaxPrefix];
}
