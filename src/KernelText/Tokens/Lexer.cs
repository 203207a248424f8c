namespace KernelText.Tokens;

/// <summary>
/// Reads tokens of unpreprocessed C from ranges of a text, which hold no directives. Comments and line continuations
/// are white space.
/// </summary>
internal struct Lexer
{
    private static readonly string[] s_single = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];

    private static readonly string[] s_long =
    [
        "...",
        "<<=",
        ">>=",
        "->",
        "++",
        "--",
        "<<",
        ">>",
        "<=",
        ">=",
        "==",
        "!=",
        "&&",
        "||",
        "+=",
        "-=",
        "*=",
        "/=",
        "%=",
        "&=",
        "|=",
        "^=",
        "##",
    ];

    private readonly SourceText _source;
    private readonly string _text;
    private readonly IReadOnlyList<(int Start, int End)> _ranges;
    private int _range;
    private int _at;
    private int _end;

    public Lexer(SourceText source, IReadOnlyList<(int Start, int End)> ranges, int from = 0)
    {
        _source = source;
        _text = source.Text;
        _ranges = ranges;
        for (_range = 0; _range < ranges.Count && ranges[_range].End <= from; )
            _range++;
        if (_range < ranges.Count)
            (_at, _end) = (Math.Max(from, ranges[_range].Start), ranges[_range].End);
    }

    public Lexer(SourceText source, int start, int end)
        : this(source, [(start, end)]) { }

    /// <summary>Behind the token that was read last.</summary>
    public readonly int Position => _at;

    public static List<Token> ReadAll(SourceText source, int start, int end)
    {
        var lexer = new Lexer(source, start, end);
        var result = new List<Token>();
        for (var token = lexer.Next(); token.Kind != TokenKind.End; token = lexer.Next())
            result.Add(token);
        return result;
    }

    public Token Next()
    {
        var hasSpace = SkipSpace();
        if (_range >= _ranges.Count)
            return new(TokenKind.End, "", _source, _text.Length);
        var (from, c) = (_at, _text[_at]);
        var kind = Scan(c);
        var text =
            kind == TokenKind.Punctuator
                ? Punctuator(from, _at - from)
                : Names.Shared.Of(_text.AsSpan(from, _at - from));
        return new(kind, text, _source, from) { HasSpace = hasSpace };
    }

    /// <summary>Moves behind a token without making it.</summary>
    public TokenKind Scan(char c)
    {
        if (IsNameStart(c))
        {
            ScanName();
            // A prefix of a string or a character constant belongs to it.
            return _at < _end && _text[_at] is '"' or '\'' && _text[_at - 1] is 'L' or 'u' or 'U' or '8' && IsPrefix()
                ? Quoted()
                : TokenKind.Identifier;
        }
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < _end && char.IsAsciiDigit(_text[_at + 1])))
        {
            for (
                _at++;
                _at < _end
                    && (
                        IsName(_text[_at])
                        || _text[_at] == '.'
                        || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E' or 'p' or 'P' && !IsHexadecimal(c))
                    );

            )
                _at++;
            return TokenKind.Number;
        }
        if (c is '"' or '\'')
            return Quoted();
        _at += PunctuatorLength();
        return TokenKind.Punctuator;
    }

    /// <summary>Moves behind the brace that closes the one that was read last, or to the end.</summary>
    public void SkipBraces()
    {
        for (var depth = 1; depth > 0 && Skip(out var first); )
        {
            Scan(first);
            depth +=
                first == '{' ? 1
                : first == '}' ? -1
                : 0;
        }
    }

    /// <summary>Moves to the next token's first character. False at the end.</summary>
    public bool Skip(out char first)
    {
        SkipSpace();
        first = _range < _ranges.Count ? _text[_at] : '\0';
        return _range < _ranges.Count;
    }

    private readonly bool IsHexadecimal(char first) => first == '0' && _at >= 2 && _text[_at - 1] is 'e' or 'E';

    private readonly bool IsPrefix() =>
        _at < 2 || !IsName(_text[_at - 2]) || (_text[_at - 2] == 'u' && _text[_at - 1] == '8');

    private TokenKind Quoted()
    {
        var (start, quote) = (_at, _text[_at]);
        for (_at++; _at < _end && _text[_at] != quote; _at++)
        {
            if (_text[_at] == '\n')
                break;
            if (_text[_at] == '\\')
                _at++;
        }
        if (_at >= _end || _text[_at] != quote)
        {
            // An apostrophe in text that is never compiled, such as a #error's; anywhere else it is a fault.
            _at = Math.Min(_end, start + 1);
            return TokenKind.Punctuator;
        }
        _at++;
        return quote == '"' ? TokenKind.String : TokenKind.Character;
    }

    private void ScanName()
    {
        for (_at++; _at < _end && IsName(_text[_at]); )
            _at++;
    }

    // Returns whether there was any white space.
    private bool SkipSpace()
    {
        for (var some = false; ; some = true)
        {
            if (_at >= _end)
            {
                if (++_range >= _ranges.Count)
                {
                    _range = _ranges.Count;
                    return some;
                }
                (_at, _end) = (_ranges[_range].Start, _ranges[_range].End);
                continue;
            }
            var c = _text[_at];
            if (c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v' or '\u00a0' or '\ufeff')
                _at++;
            else if (c == '\\' && _at + 1 < _end && _text[_at + 1] is '\n' or '\r')
                _at += 2;
            else if (c == '/' && _at + 1 < _end && _text[_at + 1] == '*')
                _at = EndOfComment(_text, _at, _end);
            else if (c == '/' && _at + 1 < _end && _text[_at + 1] == '/')
                _at = EndOfLine(_text, _at, _end);
            else
                return some;
        }
    }

    internal static int EndOfComment(string text, int at, int end)
    {
        var close = text.AsSpan(at + 2, Math.Max(0, end - at - 2)).IndexOf("*/", StringComparison.Ordinal);
        return close < 0 ? end : at + 2 + close + 2;
    }

    internal static int EndOfLine(string text, int at, int end)
    {
        var close = text.AsSpan(at, end - at).IndexOf('\n');
        return close < 0 ? end : at + close;
    }

    internal static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c is '_' or '$';

    internal static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    private readonly int PunctuatorLength()
    {
        if (_at + 1 >= _end || _text[_at + 1] is not ('.' or '<' or '>' or '=' or '+' or '-' or '&' or '|' or '#'))
            return 1;
        foreach (var p in s_long)
        {
            if (_at + p.Length <= _end && string.CompareOrdinal(_text, _at, p, 0, p.Length) == 0)
                return p.Length;
        }
        return 1;
    }

    private readonly string Punctuator(int at, int length)
    {
        if (length == 1)
            return _text[at] < 128 ? s_single[_text[at]] : _text[at].ToString();
        foreach (var p in s_long)
        {
            if (p.Length == length && string.CompareOrdinal(_text, at, p, 0, length) == 0)
                return p;
        }
        return _text.Substring(at, length);
    }
}
