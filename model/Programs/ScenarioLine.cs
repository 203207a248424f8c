using System.Globalization;
using System.Text;

namespace PgmapCheck.Model.Programs;

/// <summary>One line of a scenario file, read from left to right.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="number">The line's number, from 1.</param>
/// <param name="text">The line.</param>
internal sealed class ScenarioLine(string path, int number, string text)
{
    private const int MaxNumber = 64;
    private const int MaxWord = 100;
    private const int MaxQuoted = 200;
    private const int Shown = 40;

    private int _at;

    /// <summary>The number of the line, from 1.</summary>
    public int Number => number;

    /// <summary>The column of the next word, from 1.</summary>
    public int Column
    {
        get
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }

            return _at + 1;
        }
    }

    /// <summary>True if nothing but a comment is left.</summary>
    public bool IsAtEnd => Column > text.Length || text[_at] == '#';

    /// <summary>An error at the next word.</summary>
    public ScenarioFormatException Expected(string what)
    {
        var column = Column;
        return Error(column, $"expected {what}, found {(IsAtEnd ? "the end of the line" : $"'{Peek()}'")}");
    }

    /// <summary>An error at a column.</summary>
    public ScenarioFormatException Error(int column, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}:{number}:{column}: {what}"));

    /// <summary>The next word, which is of letters, digits, '_' and '-'.</summary>
    public string Word(string what)
    {
        var start = Column - 1;
        while (_at < text.Length && IsWordCharacter(text[_at]))
        {
            _at++;
        }

        return _at == start ? throw Expected(what)
            : _at - start > MaxWord
                ? throw Error(start + 1, $"expected {what} of at most {MaxWord} characters, found {_at - start}")
            : text[start.._at];
    }

    /// <summary>What comes before the next space or comma.</summary>
    public string Text(string what)
    {
        var start = Column - 1;
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not (',' or '#'))
        {
            _at++;
        }

        return _at > start && _at - start <= MaxWord ? text[start.._at] : throw Expected(what);
    }

    /// <summary>The next word, if it is this one.</summary>
    public bool Skip(string word)
    {
        if (
            IsAtEnd
            || !text.AsSpan(_at).StartsWith(word)
            || (
                IsWordCharacter(word[^1]) && _at + word.Length < text.Length && IsWordCharacter(text[_at + word.Length])
            )
        )
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    /// <summary>The next word or sign, which has to be this one.</summary>
    public void Require(string word)
    {
        if (!Skip(word))
        {
            throw Expected($"'{word}'");
        }
    }

    /// <summary>A number.</summary>
    public int Integer(string what)
    {
        var start = Column;
        var word = Word(what);
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= MaxNumber
            ? value
            : throw Error(start, $"expected {what}, a number up to {MaxNumber}, found '{word}'");
    }

    /// <summary>A text in quotation marks; a backslash takes the next character as it is.</summary>
    public string Quoted(string what)
    {
        if (IsAtEnd || text[_at] != '"')
        {
            throw Expected($"{what} in quotation marks");
        }

        var value = new StringBuilder();
        for (_at++; _at < text.Length && text[_at] != '"'; _at++)
        {
            _at += text[_at] == '\\' && _at + 1 < text.Length ? 1 : 0;
            if (char.IsControl(text[_at]) || value.Length == MaxQuoted)
            {
                throw Error(_at + 1, $"expected at most {MaxQuoted} printable characters in quotation marks");
            }

            value.Append(text[_at]);
        }

        if (_at++ >= text.Length)
        {
            _at = text.Length;
            throw Expected("'\"'");
        }

        return value.ToString();
    }

    /// <summary>One of a few words.</summary>
    public T OneOf<T>((string Word, T Value)[] words)
    {
        foreach (var (word, value) in words)
        {
            if (Skip(word))
            {
                return value;
            }
        }

        throw Expected(string.Join(", ", words[..^1].Select(w => w.Word)) + $" or {words[^1].Word}");
    }

    /// <summary>A name with an index, a range or neither.</summary>
    public Argument Argument(string what)
    {
        var name = Word(what);
        if (_at >= text.Length || text[_at] != '[')
        {
            return new Argument(name);
        }

        _at++;
        var first = Integer("an index");
        int? last = Skip("..") ? Integer("an index") : null;
        Require("]");
        return new Argument(name, first, last);
    }

    private string Peek()
    {
        var end = _at;
        while (end < text.Length && (end == _at || (IsWordCharacter(text[end]) && IsWordCharacter(text[_at]))))
        {
            end++;
        }

        return end - _at <= Shown ? text[_at..end] : text[_at..(_at + Shown)] + "...";
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
