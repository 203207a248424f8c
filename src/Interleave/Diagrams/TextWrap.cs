using System.Text;

namespace Interleave.Diagrams;

/// <summary>Breaks text into lines of a given width, whatever the text.</summary>
internal static class TextWrap
{
    private static readonly char[] s_breakAfter = ['_', '>', '/', '.', ',', '-', '('];

    /// <summary>Lines of at most <paramref name="width"/> characters, without trailing spaces.</summary>
    /// <param name="text">One line; control characters count as spaces.</param>
    /// <param name="width">At least 8.</param>
    /// <param name="indent">How far continuation lines are indented.</param>
    public static List<string> Wrap(string text, int width, int indent)
    {
        indent = Math.Min(indent, width / 2);
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in Clean(text).Split(' '))
        {
            var rest = word;
            if (line.Length > Start(lines, indent))
            {
                if (line.Length + 1 + rest.Length <= width)
                {
                    line.Append(' ');
                }
                else
                {
                    Flush(lines, line, indent);
                }
            }

            while (line.Length + rest.Length > width)
            {
                var cut = Cut(rest, width - line.Length);
                line.Append(rest, 0, cut);
                rest = rest[cut..];
                Flush(lines, line, indent);
            }

            line.Append(rest);
        }

        lines.Add(line.ToString().TrimEnd());
        return lines;
    }

    // Where to break a word that is longer than a line: where C names and paths can be, unless that wastes the line.
    private static int Cut(string word, int room)
    {
        var cut = word.LastIndexOfAny(s_breakAfter, room - 1) + 1;
        return cut > room / 3 ? cut : room;
    }

    private static int Start(List<string> lines, int indent) => lines.Count == 0 ? 0 : indent;

    private static void Flush(List<string> lines, StringBuilder line, int indent)
    {
        lines.Add(line.ToString().TrimEnd());
        line.Clear().Append(' ', indent);
    }

    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
