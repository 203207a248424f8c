namespace PgmapCheck;

/// <summary>Text as one word of a POSIX shell.</summary>
internal static class ShellWord
{
    /// <summary>The word: as it is if that means the same, else in quotes; with characters that a terminal acts on as
    /// bash, zsh and POSIX of 2024 have them.</summary>
    public static string Of(string text) =>
        text.Length > 0
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || "_./+:=@%,-".Contains(c, StringComparison.Ordinal))
            ? text
        : text != PlainTextWriter.Escape(text)
            ? $"$'{PlainTextWriter.Escape(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal))}'"
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
