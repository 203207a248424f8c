using Litmus.Programs;

namespace Litmus.Reading;

/// <summary>The text of a litmus file, with comments blanked out so that every place keeps its number.</summary>
internal sealed class LitmusText
{
    private readonly int[] _lines;

    public LitmusText(string file, string text)
    {
        File = file;
        Original = text;
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                starts.Add(i + 1);
            }
        }

        _lines = [.. starts];
        Code = Blank(text);
    }

    /// <summary>How messages call the file.</summary>
    public string File { get; }

    /// <summary>The text as it is.</summary>
    public string Original { get; }

    /// <summary>The text without comments, of the same length.</summary>
    public string Code { get; }

    /// <summary>The place of a character.</summary>
    public Place PlaceOf(int offset)
    {
        var line = Array.BinarySearch(_lines, offset);
        line = line >= 0 ? line : ~line - 1;
        return new Place(line + 1, offset - _lines[line] + 1);
    }

    /// <summary>A fault at a character.</summary>
    public LitmusFileException Fault(int offset, string message) => new(File, PlaceOf(offset), message);

    // Comments are C's, and OCaml's outside of bodies. There "(*" may be the beginning of "(*p)" and is one only if a
    // blank follows.
    private string Blank(string text)
    {
        var code = text.ToCharArray();
        var depth = 0;
        for (var i = 0; i < code.Length; )
        {
            depth += code[i] == '{' ? 1 : 0;
            depth -= code[i] == '}' ? 1 : 0;
            var end =
                At(i, "(*") && (depth == 0 || (i + 2 < code.Length && char.IsWhiteSpace(code[i + 2]))) ? EndOfNested(i)
                : At(i, "/*") ? EndOf(i, "*/")
                : At(i, "//")
                    ? text.IndexOf('\n', i) is >= 0 and var newline ? newline
                        : text.Length
                : i;
            if (end == i)
            {
                i++;
                continue;
            }

            for (; i < end; i++)
            {
                code[i] = code[i] == '\n' ? '\n' : ' ';
            }
        }

        return new string(code);

        bool At(int i, string what) => string.CompareOrdinal(text, i, what, 0, what.Length) == 0;

        int EndOf(int from, string closing) =>
            text.IndexOf(closing, from + 2, StringComparison.Ordinal) is >= 0 and var at
                ? at + closing.Length
                : throw Fault(from, $"expected {closing} behind this comment");

        int EndOfNested(int from)
        {
            var open = 1;
            for (var i = from + 2; i < text.Length; i++)
            {
                if (At(i, "(*"))
                {
                    open++;
                    i++;
                }
                else if (At(i, "*)"))
                {
                    open--;
                    i++;
                    if (open == 0)
                    {
                        return i + 1;
                    }
                }
            }

            throw Fault(from, "expected *) behind this comment");
        }
    }
}
