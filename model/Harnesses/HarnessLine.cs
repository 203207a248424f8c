using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PgmapCheck.Model.Harnesses;

/// <summary>One line of a harness file that is no C, read from left to right.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="number">The line's number, from 1.</param>
/// <param name="text">The line.</param>
/// <param name="at">Where reading begins, from 0.</param>
internal sealed class HarnessLine(string path, int number, string text, int at = 0)
{
    private int _at = at;
    private int _last = at;

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

    /// <summary>All that is left.</summary>
    public string Rest
    {
        get
        {
            var rest = IsAtEnd ? "" : text[_at..].TrimEnd();
            _at = text.Length;
            return rest;
        }
    }

    /// <summary>An error at the next word.</summary>
    public HarnessFormatException Expected(string what)
    {
        _last = Column - 1;
        return Error($"expected {what}, found {(IsAtEnd ? "the end of the line" : $"'{Peek()}'")}");
    }

    /// <summary>An error at the word that was read last.</summary>
    public HarnessFormatException Error(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}:{number}:{_last + 1}: {what}"));

    /// <summary>The next word, which is of letters, digits and '_'.</summary>
    public string Word(string what) => Take(what, static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    /// <summary>The next word, as a path.</summary>
    public string FilePath(string what) =>
        Take(what, static c => !char.IsWhiteSpace(c) && c is not ('"' or '<' or '>'));

    /// <summary>Words up to one that is none, or that says what comes next.</summary>
    public ImmutableArray<string> Names(string what)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        do
        {
            names.Add(Word(what));
        } while (!IsAtEnd && !IsNext("returns"));

        return names.ToImmutable();
    }

    /// <summary>A number, decimal or hexadecimal.</summary>
    public long Number(long least = long.MinValue, long most = long.MaxValue)
    {
        var word = Word("a number");
        var isHex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return
            (
                isHex
                    ? long.TryParse(word.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value)
                    : long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            )
            && value >= least
            && value <= most
            ? value
            : throw Error(
                least == long.MinValue
                    ? $"expected a number, found '{word}'"
                    : $"expected a number from {least} to {most}, found '{word}'"
            );
    }

    /// <summary>A text in quotation marks.</summary>
    public string Quoted(string what)
    {
        if (IsAtEnd || text[_at] != '"')
        {
            throw Expected($"{what} in quotation marks");
        }

        _last = _at;
        var end = text.IndexOf('"', _at + 1);
        if (end < 0)
        {
            throw Error("expected '\"' behind it, found the end of the line");
        }

        var value = text[(_at + 1)..end];
        _at = end + 1;
        return value.Length > 0 ? value : throw Error($"expected {what}, found nothing");
    }

    /// <summary>A regular expression and what is put in the place of its matches, between three equal signs:
    /// <c>/a/b/</c>.</summary>
    public Regex Pattern(out string replacement)
    {
        if (IsAtEnd)
        {
            throw Expected("/PATTERN/REPLACEMENT/");
        }

        _last = _at;
        var parts = text[(_at + 1)..].TrimEnd().Split(text[_at]);
        if (parts is not [{ Length: > 0 } pattern, _, ""])
        {
            throw Error("expected /PATTERN/REPLACEMENT/, with any sign that is in neither for the slash");
        }

        _at = text.Length;
        replacement = parts[1];
        try
        {
            return new Regex(pattern, RegexOptions.Singleline, TimeSpan.FromSeconds(5));
        }
        catch (ArgumentException e)
        {
            throw Error($"expected a regular expression: {e.Message}");
        }
    }

    /// <summary>The next word or sign, if it is this one.</summary>
    public bool Skip(string word)
    {
        if (!IsNext(word))
        {
            return false;
        }

        _last = _at;
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

    /// <summary>Nothing but a comment may be left.</summary>
    public void RequireEnd()
    {
        if (!IsAtEnd)
        {
            throw Expected("the end of the line");
        }
    }

    private bool IsNext(string word) =>
        !IsAtEnd
        && text.AsSpan(_at).StartsWith(word)
        && !(
            char.IsAsciiLetter(word[0])
            && _at + word.Length < text.Length
            && char.IsAsciiLetterOrDigit(text[_at + word.Length])
        );

    private string Take(string what, Func<char, bool> isPart)
    {
        var start = Column - 1;
        while (_at < text.Length && isPart(text[_at]))
        {
            _at++;
        }

        if (_at == start)
        {
            throw Expected(what);
        }

        _last = start;
        return text[start.._at];
    }

    private string Peek()
    {
        var end = _at;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return text[_at..end];
    }
}
