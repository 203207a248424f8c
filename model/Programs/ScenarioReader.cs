using System.Collections.Immutable;

namespace PgmapCheck.Model.Programs;

/// <summary>Reads scenario files (docs/scenarios.md).</summary>
public sealed class ScenarioReader
{
    private readonly List<(ScenarioLine Line, int Column)> _threadsAt = [];
    private readonly List<List<(ScenarioLine Line, int Column)>> _callsAt = [];
    private readonly ImmutableArray<string> _properties;
    private RefcountProgram? _program;

    private ScenarioReader(ImmutableArray<string> properties) => _properties = properties;

    /// <summary>The program that a text describes.</summary>
    /// <param name="text">The contents of a file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="properties">The names of the properties that can be expected to be violated.</param>
    /// <exception cref="ScenarioFormatException">It is none, or it breaks a rule of
    /// <see cref="ProgramRules"/>.</exception>
    public static RefcountProgram Read(string text, string path, ImmutableArray<string> properties)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new ScenarioReader(properties);
        var lines = text.Split('\n').Select((line, i) => new ScenarioLine(path, i + 1, line.TrimEnd('\r'))).ToArray();
        foreach (var line in lines.Where(line => !line.IsAtEnd))
        {
            reader.Read(line);
            if (!line.IsAtEnd)
            {
                throw line.Expected("the end of the line");
            }
        }

        var program = reader._program ?? throw lines[0].Expected("scenario NAME");
        return ProgramRules.Check(program) is { } mistake ? throw reader.At(mistake, lines[0]) : program;
    }

    private ScenarioFormatException At(Mistake mistake, ScenarioLine firstLine)
    {
        var (line, column) =
            mistake is { Thread: { } thread, Call: { } call } ? _callsAt[thread][call]
            : mistake.Thread is { } alone ? _threadsAt[alone]
            : (firstLine, 1);
        return line.Error(column, mistake.What);
    }

    private void Read(ScenarioLine line)
    {
        var column = line.Column;
        if (_program is null)
        {
            line.Require("scenario");
            _program = new RefcountProgram(line.Word("a name"))
            {
                Summary = line.IsAtEnd ? "" : line.Quoted("a summary"),
            };
            return;
        }

        if (line.Skip("pgmap"))
        {
            _program = _program with { Pgmaps = _program.Pgmaps.Add(ReadPgmap(line)) };
        }
        else if (line.Skip("file"))
        {
            _program = _program with { Files = _program.Files.Add(ReadFile(line)) };
        }
        else if (line.Skip("page"))
        {
            _program = _program with { OrdinaryPages = _program.OrdinaryPages.Add(line.Word("a name")) };
        }
        else if (line.Skip("process"))
        {
            _program = _program with { Processes = _program.Processes.Add(ReadProcess(line)) };
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
            _program = _program with { Expects = ReadExpectation(line) };
        }
        else if (line.Skip("thread"))
        {
            _program = _program with { Threads = _program.Threads.Add(ReadThread(line)) };
            _threadsAt.Add((line, column));
            _callsAt.Add([]);
        }
        else
        {
            ReadCall(line, column);
        }
    }

    private static PgmapDeclaration ReadPgmap(ScenarioLine line)
    {
        var pgmap = new PgmapDeclaration(line.Word("a name"), line.OneOf(ScenarioWords.Types));
        while (!line.IsAtEnd)
        {
            if (line.Skip("pages"))
            {
                line.Require("=");
                pgmap = pgmap with { Pages = line.Integer("how many pages") };
                continue;
            }

            pgmap =
                line.Skip("unbound") ? pgmap with { IsBound = false }
                : line.Skip("failing") ? pgmap with { CanFail = true }
                : line.Skip("no-page-free") ? pgmap with { LacksPageFree = true }
                : line.Skip("over") ? pgmap with { Over = line.Word("a page map") }
                : throw line.Expected("pages=N, unbound, failing, no-page-free or over");
        }

        return pgmap;
    }

    private static FileDeclaration ReadFile(ScenarioLine line)
    {
        var name = line.Word("a name");
        line.Require("on");
        var column = line.Column;
        var pages = line.Argument("pages of a page map");
        if (pages.First is not { } first)
        {
            throw line.Error(
                column,
                $"expected pages of a page map, such as {pages.Name}[0] or {pages.Name}[0..1], found '{pages}'"
            );
        }

        var file = new FileDeclaration(name, pages.Name, first, (pages.Last ?? first) - first + 1)
        {
            FileSystem = line.OneOf(ScenarioWords.FileSystems),
        };
        while (!line.IsAtEnd)
        {
            file =
                line.Skip("unmapped") ? file with { IsMapped = false }
                : line.Skip("huge") ? file with { IsHuge = true }
                : line.Skip("sparse") ? file with { IsSparse = true }
                : line.Skip("shared") ? file with { IsShared = true }
                : throw line.Expected("unmapped, huge, sparse or shared");
        }

        return file;
    }

    private static ProcessDeclaration ReadProcess(ScenarioLine line)
    {
        var name = line.Word("a name");
        line.Require("on");
        var pgmap = line.Word("a page map");
        line.Require("in");
        return new ProcessDeclaration(name, pgmap, line.OneOf(ScenarioWords.Starts));
    }

    private static ThreadDeclaration ReadThread(ScenarioLine line)
    {
        var name = line.Quoted("a name");
        var holds = ImmutableArray.CreateBuilder<Holding>();
        if (line.Skip("holds"))
        {
            do
            {
                holds.Add(
                    line.Skip("key") ? new Holding(HoldingKind.Key, default)
                    : line.Skip("pin") ? new Holding(HoldingKind.Pin, line.Argument("a page"))
                    : new Holding(HoldingKind.Reference, line.Argument("a page, 'pin' and a page, or 'key'"))
                );
            } while (line.Skip(","));
        }

        return new ThreadDeclaration(name, holds.ToImmutable(), []);
    }

    private ImmutableArray<string> ReadExpectation(ScenarioLine line)
    {
        var sofar = _program!.Expects;
        if (line.Skip("clean"))
        {
            return sofar is null ? [] : throw line.Expected("one expectation: clean, or what is violated");
        }

        var column = line.Column;
        if (!line.Skip("violated") || sofar is { IsEmpty: true })
        {
            throw line.Expected("clean, or violated and a property");
        }

        var property = line.Quoted("a property");
        return _properties.Contains(property)
            ? (sofar ?? []).Add(property)
            : throw line.Error(
                column,
                $"there is no property '{property}'; there are: {string.Join("; ", _properties)}"
            );
    }

    private void ReadCall(ScenarioLine line, int column)
    {
        var name = line.Word("an operation, or a declaration");
        if (Operations.Find(name) is null || _program!.Threads.IsEmpty)
        {
            throw line.Error(
                column,
                $"expected {(_program!.Threads.IsEmpty ? "" : "an operation ('pgmapcheck list --operations'), ")}"
                    + $"pgmap, file, page, process, faults, one-wait-queue, thread or expect, found '{name}'"
            );
        }

        var arguments = ImmutableArray.CreateBuilder<Argument>();
        while (!line.IsAtEnd)
        {
            arguments.Add(line.Argument("an argument"));
        }

        var thread = _program.Threads[^1];
        _program = _program with
        {
            Threads = _program.Threads.SetItem(
                _program.Threads.Length - 1,
                thread with
                {
                    Calls = thread.Calls.Add(new Call(name, arguments.ToImmutable())),
                }
            ),
        };
        _callsAt[^1].Add((line, column));
    }
}

/// <summary>A scenario file that cannot be read. The message begins with <c>file:line:column:</c> and says what was
/// expected.</summary>
/// <param name="message">The line for the user.</param>
public sealed class ScenarioFormatException(string message) : FormatException(message);
