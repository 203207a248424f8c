using System.Collections.Immutable;
using PgmapCheck.Model.Wording;

namespace PgmapCheck.Model.Programs;

/// <summary>Reads scenario files (docs/scenarios.md).</summary>
public sealed class ScenarioReader
{
    private const int MaxErrors = 20;

    private static readonly string[] s_declarations =
    [
        "pgmap",
        "file",
        "page",
        "process",
        "faults",
        "one-wait-queue",
        "thread",
        "expect",
    ];

    private readonly List<ThreadDeclaration> _threads = [];
    private readonly List<ImmutableArray<Call>.Builder> _calls = [];
    private readonly ExpectationLines _expectations;
    private readonly ScenarioPlaces _places;
    private RefcountProgram? _program;

    private ScenarioReader(ImmutableArray<string> properties, ScenarioPlaces places)
    {
        _expectations = new ExpectationLines(properties);
        _places = places;
    }

    /// <summary>The program that a text describes.</summary>
    /// <param name="text">The contents of a file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="properties">The names of the properties that can be expected to be violated.</param>
    /// <exception cref="ScenarioFormatException">It is none, or it breaks a rule of
    /// <see cref="ProgramRules"/>.</exception>
    public static RefcountProgram Read(string text, string path, ImmutableArray<string> properties) =>
        ReadWithPlaces(text, path, properties).Program;

    /// <summary>The program, and where in the text a call or a declaration of it is.</summary>
    /// <param name="text">The contents of a file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="properties">The names of the properties that can be expected to be violated.</param>
    /// <returns>The program, and a line for users about something in it, with its place.</returns>
    /// <exception cref="ScenarioFormatException">It is none, or it breaks a rule of
    /// <see cref="ProgramRules"/>.</exception>
    public static (RefcountProgram Program, Func<Mistake, string> Describe) ReadWithPlaces(
        string text,
        string path,
        ImmutableArray<string> properties
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n').Select((line, i) => new ScenarioLine(path, i + 1, line.TrimEnd('\r'))).ToArray();
        var places = new ScenarioPlaces(lines[0]);
        var program = new ScenarioReader(properties, places).Read(lines);
        return (ProgramRules.Check(program) ?? FileRules.Check(program)) is { } mistake
            ? throw places.Error(mistake)
            : (program, mistake => places.Error(mistake).Message);
    }

    // Every line is read, so that one run says what is wrong with all of them.
    private RefcountProgram Read(ScenarioLine[] lines)
    {
        var errors = new List<string>();
        foreach (var line in lines.Where(line => !line.IsAtEnd))
        {
            try
            {
                Read(line);
                if (!line.IsAtEnd)
                {
                    throw line.Expected("the end of the line");
                }
            }
            catch (ScenarioFormatException e)
            {
                errors.Add(e.Message);
                if (_program is null || errors.Count == MaxErrors)
                {
                    break;
                }
            }
        }

        return errors.Count > 0 ? throw new ScenarioFormatException(string.Join('\n', errors))
            : _program is null ? throw lines[0].Expected("scenario NAME")
            : _program with
            {
                Threads = [.. _threads.Zip(_calls, (thread, calls) => thread with { Calls = calls.ToImmutable() })],
            };
    }

    private void Read(ScenarioLine line)
    {
        var column = line.Column;
        if (_program is null)
        {
            line.Require("scenario");
            _program = new RefcountProgram(line.Word("a name"));
            _program = _program with { Summary = line.IsAtEnd ? "" : line.Quoted("a summary") };
            return;
        }

        if (line.Skip("pgmap"))
        {
            _program = _program with { Pgmaps = _program.Pgmaps.Add(DeclarationLines.Pgmap(line)) };
            _places.AddDeclaration(_program.Pgmaps[^1].Name, line, column);
        }
        else if (line.Skip("file"))
        {
            _program = _program with { Files = _program.Files.Add(DeclarationLines.File(line)) };
            _places.AddDeclaration(_program.Files[^1].Name, line, column);
        }
        else if (line.Skip("page"))
        {
            _program = _program with { OrdinaryPages = _program.OrdinaryPages.Add(line.Word("a name")) };
            _places.AddDeclaration(_program.OrdinaryPages[^1], line, column);
        }
        else if (line.Skip("process"))
        {
            _program = _program with { Processes = _program.Processes.Add(DeclarationLines.Process(line)) };
            _places.AddDeclaration(_program.Processes[^1].Name, line, column);
        }
        else if (line.Skip("faults"))
        {
            line.Require("full-counts");
            _program = _program with { HasFullCounts = true };
        }
        else if (line.Skip("one-wait-queue"))
        {
            _program = _program with { HasOneWaitQueue = true };
        }
        else if (line.Skip("expect"))
        {
            _program = _program with { Expects = _program.Expects.Add(_expectations.Read(line)) };
            _places.AddExpectation(line, column);
        }
        else if (line.Skip("thread"))
        {
            _places.AddThread(line, column);
            _calls.Add(ImmutableArray.CreateBuilder<Call>());
            _threads.Add(new ThreadDeclaration("", [], [])); // there, whatever is wrong with it, for the calls below
            _threads[^1] = DeclarationLines.Thread(line);
        }
        else
        {
            ReadCall(line, column);
        }
    }

    private void ReadCall(ScenarioLine line, int column)
    {
        var name = line.Word("an operation, or a declaration");
        if (Operations.Find(name) is null || _threads.Count == 0)
        {
            var like = Spelling.Suggest(
                name,
                [.. Operations.All.Select(operation => operation.Name), .. s_declarations]
            );
            throw line.Error(
                column,
                $"expected {(_threads.Count == 0 ? "" : "an operation ('pgmapcheck list --operations'), ")}"
                    + $"pgmap, file, page, process, faults, one-wait-queue, thread or expect, found '{name}'{like}"
            );
        }

        var arguments = ImmutableArray.CreateBuilder<Argument>();
        while (!line.IsAtEnd)
        {
            arguments.Add(line.Argument("an argument"));
        }

        _calls[^1].Add(new Call(name, arguments.ToImmutable()));
        _places.AddCall(line, column);
    }
}

/// <summary>A scenario file that cannot be read. Each line of the message begins with <c>file:line:column:</c> and says
/// what was expected.</summary>
/// <param name="message">The lines for the user.</param>
public sealed class ScenarioFormatException(string message) : FormatException(message);
