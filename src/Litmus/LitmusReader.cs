using System.Collections.Immutable;
using System.Text.RegularExpressions;
using KernelText.Tokens;
using Litmus.Lowering;
using Litmus.Programs;
using Litmus.Reading;
using Place = Litmus.Programs.Place;

namespace Litmus;

/// <summary>Reads litmus files of C programs, as herd7 has them: a name, an initial state, threads in C, and a question
/// about final states.</summary>
public sealed partial class LitmusReader
{
    /// <summary>The most characters that a file may have.</summary>
    public const int MostCharacters = 1_000_000;

    private readonly LitmusText _text;
    private readonly LitmusScanner _scanner;
    private readonly Declarations _declarations = new();
    private readonly List<ThreadText> _threads = [];

    private LitmusReader(LitmusText text, int from)
    {
        _text = text;
        _scanner = new LitmusScanner(text, from, text.Code.Length);
    }

    /// <summary>Reads a test.</summary>
    /// <param name="file">How messages call the file.</param>
    /// <param name="text">What it holds.</param>
    /// <exception cref="LitmusFileException">It is no litmus test of C, or has something in it that has no
    /// meaning.</exception>
    public static LitmusTest Read(string file, string text)
    {
        if (text.Length > MostCharacters)
        {
            throw new LitmusFileException(file, new Place(1, 1), $"expected at most {MostCharacters} characters");
        }

        var blanked = new LitmusText(file, text);
        var name = ReadName(blanked, out var behind);
        var begin = blanked.Code.IndexOf('{', behind);
        return begin < 0
            ? throw blanked.Fault(behind, "expected { before the initial state")
            : new LitmusReader(blanked, begin).ReadTest(name);
    }

    /// <summary>The language of a file's threads, such as <c>C</c>, as its first line says; empty if it has
    /// none.</summary>
    /// <param name="text">What the file holds.</param>
    public static string LanguageOf(string text) => FirstLine().Match(text).Groups["language"].Value;

    private static string ReadName(LitmusText text, out int behind)
    {
        var match = FirstLine().Match(text.Code);
        if (!match.Success || match.Groups["language"].Value != "C")
        {
            throw text.Fault(
                match.Success ? match.Groups["language"].Index : 0,
                "expected C and the name of a test, as in 'C MP+poonceonces'"
            );
        }

        behind = match.Index + match.Length;
        return match.Groups["name"].Value.Trim();
    }

    private LitmusTest ReadTest(string name)
    {
        InitialState.Read(_scanner, _declarations);
        while (ThreadNumber() is { } number)
        {
            ReadThread(number);
        }

        if (_threads.Count == 0)
        {
            throw _scanner.Expected("a thread, such as P0(int *x)");
        }

        // Bodies say what cells there are before questions are asked about them.
        var threads = _threads.Select(Lower).ToImmutableArray();
        var test = new LitmusTest
        {
            Name = name,
            Cells = [],
            Threads = threads,
            Expected = Result().Match(_text.Original) is { Success: true } result ? RecordedResult(result) : null,
        };
        test = ReadQuestion(test);
        if (_declarations.Cells.Count > Address.MostCells)
        {
            throw _text.Fault(0, $"expected at most {Address.MostCells} cells");
        }

        return test with
        {
            Cells = [.. _declarations.Cells],
        };
    }

    private static string RecordedResult(Match match) =>
        match.Groups["race"].Success ? $"{match.Groups["answer"].Value} DATARACE" : match.Groups["answer"].Value;

    private int? ThreadNumber() =>
        _scanner.Word is ['P', .. var digits]
        && digits.Length is > 0 and < 6
        && digits.All(char.IsAsciiDigit)
        && _scanner.WordAfter == "("
            ? int.Parse(digits, null)
            : null;

    private void ReadThread(int number)
    {
        if (_threads.Exists(thread => thread.Number == number))
        {
            throw _scanner.Expected("a thread with another number");
        }

        _scanner.Next();
        _scanner.Expect("(");
        var parameters = new List<string>();
        while (!_scanner.Take(")"))
        {
            var type = TypeWords.Read(_scanner);
            if (type == "void" && _scanner.Word == ")")
            {
                continue;
            }

            var name = _scanner.Name("the name of a parameter");
            if (_scanner.Take("["))
            {
                _scanner.Expect("]");
            }

            // A parameter that the initial state gives a value to is a register.
            if (!_declarations.Registers.ContainsKey((number, name)))
            {
                _declarations.Declare(name, type);
                parameters.Add(name);
            }

            if (_scanner.Word != ")")
            {
                _scanner.Expect(",");
            }
        }

        if (_scanner.Word != "{")
        {
            throw _scanner.Expected("{ before the body of a thread");
        }

        var begin = _scanner.Offset;
        var end = EndOfBody(begin);
        _threads.Add(new ThreadText(number, parameters, begin, end));
        _scanner.GoTo(end);
    }

    private int EndOfBody(int begin)
    {
        var depth = 0;
        for (var i = begin; i < _text.Code.Length; i++)
        {
            depth += _text.Code[i] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if (depth == 0)
            {
                return i + 1;
            }
        }

        throw _text.Fault(begin, "expected } behind this body");
    }

    private LitmusThread Lower(ThreadText thread)
    {
        try
        {
            return BodyLowering.Lower(_text, thread, _declarations);
        }
        catch (KernelTextException fault)
        {
            throw new LitmusFileException(fault.Message); // has file, line and column
        }
    }

    private LitmusTest ReadQuestion(LitmusTest test)
    {
        while (true)
        {
            if (_scanner.Take("locations"))
            {
                test = test with { Shown = [.. test.Shown, .. ConditionReader.ReadLocations(_scanner, _declarations)] };
            }
            else if (_scanner.Take("filter"))
            {
                test = test with { Filter = ConditionReader.Read(_scanner, _declarations) };
                _scanner.Take(";");
            }
            else if (Quantifier() is { } quantifier)
            {
                test = test with { Quantifier = quantifier, Condition = ConditionReader.Read(_scanner, _declarations) };
                _scanner.Take(";");
                return _scanner.IsAtEnd ? test : throw _scanner.Expected("nothing more");
            }
            else if (_scanner.IsAtEnd) // asked for nothing, any end will do
            {
                return test;
            }
            else
            {
                throw _scanner.Expected("a thread, or exists, ~exists, forall, filter or locations");
            }
        }
    }

    private Quantifier? Quantifier()
    {
        if (_scanner.Take("exists"))
        {
            return Programs.Quantifier.Exists;
        }

        if (_scanner.Take("forall"))
        {
            return Programs.Quantifier.ForAll;
        }

        if (_scanner.Word is not ("~" or "not") || _scanner.WordAfter != "exists")
        {
            return null;
        }

        _scanner.Next();
        _scanner.Next();
        return Programs.Quantifier.NotExists;
    }

    [GeneratedRegex(@"\A\s*(?<language>\S+)(?<name>[^\n]*)")]
    private static partial Regex FirstLine();

    [GeneratedRegex(@"Result:\s*(?<answer>[A-Za-z]+)(?<race>[ \t]+DATARACE\b)?")]
    private static partial Regex Result();
}
