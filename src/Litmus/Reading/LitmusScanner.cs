using System.Globalization;

namespace Litmus.Reading;

/// <summary>Reads words of a litmus file one after another.</summary>
internal sealed class LitmusScanner
{
    private static readonly string[] s_operators = ["/\\", "\\/", "==", "!=", "&&", "||", "=>"];

    private readonly LitmusText _text;
    private readonly int _end;
    private int _at;

    public LitmusScanner(LitmusText text, int from, int to)
    {
        (_text, _at, _end) = (text, from, to);
        SkipBlanks();
    }

    /// <summary>Where the next word begins.</summary>
    public int Offset => _at;

    /// <summary>True behind the last word.</summary>
    public bool IsAtEnd => _at >= _end;

    /// <summary>The next word; empty at the end.</summary>
    public string Word => _text.Code[_at..EndOfWord(_at)];

    /// <summary>The word after the next.</summary>
    public string WordAfter
    {
        get
        {
            var second = SkipBlanks(EndOfWord(_at));
            return _text.Code[second..EndOfWord(second)];
        }
    }

    /// <summary>True if the next word is a name.</summary>
    public bool IsAtName => _at < _end && IsLetter(_text.Code[_at]);

    /// <summary>True if the next word is a number.</summary>
    public bool IsAtNumber => _at < _end && char.IsAsciiDigit(_text.Code[_at]);

    /// <summary>Goes on behind the next word if it is this one.</summary>
    public bool Take(string word)
    {
        if (Word != word)
        {
            return false;
        }

        Next();
        return true;
    }

    /// <summary>Goes on behind the next word, which has to be this one.</summary>
    public void Expect(string word)
    {
        if (!Take(word))
        {
            throw Expected(word);
        }
    }

    /// <summary>Goes on behind the next word, and returns it.</summary>
    public string Next()
    {
        var word = Word;
        _at = SkipBlanks(_at + word.Length);
        return word;
    }

    /// <summary>Goes on elsewhere.</summary>
    public void GoTo(int offset) => _at = SkipBlanks(offset);

    /// <summary>The next word, which has to be a name.</summary>
    public string Name(string what) => IsAtName ? Next() : throw Expected(what);

    /// <summary>The next word, which has to be a number that fits C's <c>int</c>.</summary>
    public int Number()
    {
        if (!IsAtNumber)
        {
            throw Expected("a number");
        }

        var word = Word.TrimEnd('u', 'U', 'l', 'L');
        var isHex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (
            !long.TryParse(
                isHex ? word.AsSpan(2) : word,
                isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var value
            )
            || value > uint.MaxValue
        )
        {
            throw Expected("a number that fits an int");
        }

        Next();
        return unchecked((int)value);
    }

    /// <summary>Says what was expected here.</summary>
    public LitmusFileException Expected(string what) =>
        _text.Fault(_at, $"expected {what}, found {(IsAtEnd ? "the end" : $"'{Word}'")}");

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c == '_';

    private void SkipBlanks() => _at = SkipBlanks(_at);

    private int SkipBlanks(int from)
    {
        while (from < _end && char.IsWhiteSpace(_text.Code[from]))
        {
            from++;
        }

        return Math.Min(from, _end);
    }

    private int EndOfWord(int from)
    {
        if (from >= _end)
        {
            return from;
        }

        var code = _text.Code;
        var to = from + 1;
        if (IsLetter(code[from]) || char.IsAsciiDigit(code[from]))
        {
            while (to < _end && (IsLetter(code[to]) || char.IsAsciiDigit(code[to])))
            {
                to++;
            }

            return to;
        }

        foreach (var two in s_operators)
        {
            if (from + 2 <= _end && string.CompareOrdinal(code, from, two, 0, 2) == 0)
            {
                return from + 2;
            }
        }

        return to;
    }
}
