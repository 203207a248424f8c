using System.Globalization;
using System.Text;

namespace PgmapCheck;

/// <summary>
/// Writes text on which no terminal acts: names of files, and what is in them, are somebody else's. Control characters
/// and those that change the direction of text are written as <c>\u001b</c>; line ends and tabulators stay.
/// </summary>
/// <param name="inner">Where to write.</param>
/// <param name="passesColour">True to let the colours of <see cref="Colour"/> pass.</param>
/// <param name="isBestEffort">True to go on where nothing can be written, as there is nobody who could be told.</param>
internal sealed class PlainTextWriter(TextWriter inner, bool passesColour, bool isBestEffort) : TextWriter
{
    private static readonly string[] s_colours =
    [
        "\e[0m",
        .. Enum.GetValues<Colour>()
            .Select(static colour => string.Create(CultureInfo.InvariantCulture, $"\e[{(int)colour}m")),
    ];

    public override Encoding Encoding => inner.Encoding;

    /// <summary>The text with everything escaped that a terminal, a log or a page could act on.</summary>
    public static string Escape(string text) => text.Any(IsUnsafe) ? Escape(text, false) : text;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        if (value is { Length: > 0 })
        {
            Try(() => inner.Write(value.Any(IsUnsafe) ? Escape(value, passesColour) : value));
        }
    }

    public override void WriteLine(string? value) => Write(value + Environment.NewLine);

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            if (!isBestEffort)
            {
                // A closed file descriptor is "access to the path is denied" to the runtime, and says what it is
                // inside.
                throw new OutputLostException((e.InnerException as IOException ?? e).Message.TrimEnd('.'), e);
            }
        }
    }

    private static string Escape(string text, bool passesColour)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var colour = passesColour && text[i] == '\e' ? s_colours.FirstOrDefault(text[i..].StartsWith) : null;
            if (colour is not null)
            {
                escaped.Append(colour);
                i += colour.Length - 1;
            }
            else if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                escaped.Append(text, i++, 2);
            }
            else if (IsUnsafe(text[i]) && !text.AsSpan(i).StartsWith("\r\n"))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
            else
            {
                escaped.Append(text[i]);
            }
        }

        return escaped.ToString();
    }

    private static bool IsUnsafe(char c) =>
        c is not ('\n' or '\t')
        && char.GetUnicodeCategory(c)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate;
}

/// <summary>The standard output takes no more.</summary>
/// <param name="reason">Why.</param>
/// <param name="cause">What was thrown.</param>
internal sealed class OutputLostException(string reason, Exception cause) : IOException(reason, cause);
