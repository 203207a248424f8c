using System.Buffers;
using KernelText.Tokens;

namespace KernelText.Preprocessing;

/// <summary>A directive's logical line.</summary>
/// <param name="Start">Its <c>#</c>.</param>
/// <param name="End">Its line end.</param>
/// <param name="Keyword">Such as <c>define</c>.</param>
/// <param name="After">Behind the keyword.</param>
internal readonly record struct Directive(int Start, int End, string Keyword, int After);

/// <summary>Finds the directives of a text without reading its tokens.</summary>
internal static class Directives
{
    private static readonly SearchValues<char> s_stops = SearchValues.Create("\n/\"");

    public static List<Directive> Find(string text)
    {
        var result = new List<Directive>();
        var at = 0;
        if (BeginsDirective(text, 0) is var first and >= 0)
            at = Add(result, text, first);
        while (at < text.Length)
        {
            var stop = text.AsSpan(at).IndexOfAny(s_stops);
            if (stop < 0)
                break;
            at += stop;
            switch (text[at])
            {
                case '\n':
                    at++;
                    if (BeginsDirective(text, at) is var start and >= 0)
                        at = Add(result, text, start);
                    break;
                case '"':
                    at = EndOfString(text, at);
                    break;
                default:
                    at =
                        At(text, at + 1) == '*' ? Lexer.EndOfComment(text, at, text.Length)
                        : At(text, at + 1) == '/' ? Lexer.EndOfLine(text, at, text.Length)
                        : at + 1;
                    break;
            }
        }
        return result;
    }

    private static char At(string text, int at) => at >= 0 && at < text.Length ? text[at] : '\0';

    private static int BeginsDirective(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
        return At(text, at) == '#' ? at : -1;
    }

    private static int Add(List<Directive> result, string text, int start)
    {
        var end = EndOfDirective(text, start);
        var word = start + 1;
        while (word < end && text[word] is ' ' or '\t')
            word++;
        var after = word;
        while (after < end && Lexer.IsName(text[after]))
            after++;
        result.Add(new(start, end, Names.Shared.Of(after > word ? text.AsSpan(word, after - word) : "#"), after));
        return end;
    }

    private static int EndOfDirective(string text, int at)
    {
        while (at < text.Length)
        {
            var stop = text.AsSpan(at).IndexOfAny(s_stops);
            if (stop < 0)
                return text.Length;
            at += stop;
            switch (text[at])
            {
                case '\n' when At(text, at - 1) == '\\' || (At(text, at - 1) == '\r' && At(text, at - 2) == '\\'):
                    at++;
                    break;
                case '\n':
                    return at;
                case '"':
                    at = EndOfString(text, at);
                    break;
                default:
                    at =
                        At(text, at + 1) == '*' ? Lexer.EndOfComment(text, at, text.Length)
                        : At(text, at + 1) == '/' ? Lexer.EndOfLine(text, at, text.Length)
                        : at + 1;
                    break;
            }
        }
        return text.Length;
    }

    // Behind the closing quote, or behind the opening one where the line has no other.
    private static int EndOfString(string text, int at)
    {
        if (At(text, at - 1) is '\'' && At(text, at + 1) is '\'')
            return at + 1;
        if (At(text, at - 1) is '\\' && At(text, at - 2) is '\'')
            return at + 1;
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == '"')
                return i + 1;
            if (text[i] == '\\')
                i++;
            else if (text[i] == '\n')
                return at + 1;
        }
        return at + 1;
    }
}
