using System.Collections.Immutable;

namespace PgmapCheck.Model.Programs;

/// <summary>Reads scenario files (docs/scenarios.md).</summary>
public sealed class ScenarioReader
{
    private const int MaxErrors = 20;

    private readonly List<Place> _threadsAt = [];
    private readonly List<List<Place>> _callsAt = [];
    private readonly List<ThreadDeclaration> _threads = [];
    private readonly List<ImmutableArray<Call>.Builder> _calls = [];
    private readonly Dictionary<string, Place> _declaredAt = [];
    private readonly ImmutableArray<string> _properties;
    private Place _firstLine;
    private RefcountProgram? _program;

    private ScenarioReader(ImmutableArray<string> properties) => _properties = properties;

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
        var reader = new ScenarioReader(properties);
        var lines = text.Split('\n').Select((line, i) => new ScenarioLine(path, i + 1, line.TrimEnd('\r'))).ToArray();
        reader._firstLine = new Place(lines[0], 1);
        reader.Read(lines);
        var program = reader._program! with
        {
            Threads =
            [
                .. reader._threads.Zip(reader._calls, (thread, calls) => thread with { Calls = calls.ToImmutable() }),
            ],
        };
        return (ProgramRules.Check(program) ?? CheckThreads(program) ?? CheckExpectations(program)) is { } mistake
            ? throw reader.Error(mistake)
            : (program, mistake => reader.Error(mistake).Message);
    }

    // Every line is read, so that one run says what is wrong with all of them.
    private void Read(ScenarioLine[] lines)
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

        if (errors.Count == 0 && _program is null)
        {
            throw lines[0].Expected("scenario NAME");
        }

        if (errors.Count > 0)
        {
            throw new ScenarioFormatException(string.Join('\n', errors));
        }
    }

    private ScenarioFormatException Error(Mistake mistake)
    {
        var place =
            mistake is { Thread: { } thread, Call: { } call } ? _callsAt[thread][call]
            : mistake.Thread is { } alone ? _threadsAt[alone]
            : mistake.Declaration is { } name && _declaredAt.TryGetValue(name, out var declared) ? declared
            : _firstLine;
        return place.Line.Error(place.Column, mistake.What);
    }

    private static Mistake? CheckThreads(RefcountProgram program)
    {
        var names = new HashSet<string>();
        for (var i = 0; i < program.Threads.Length; i++)
        {
            if (!names.Add(program.Threads[i].Name))
            {
                return new Mistake($"two threads are called '{program.Threads[i].Name}'", i);
            }

            if (program.Threads[i].Calls.IsEmpty)
            {
                return new Mistake($"the thread '{program.Threads[i].Name}' makes no call", i);
            }
        }

        return null;
    }

    private static Mistake? CheckExpectations(RefcountProgram program) =>
        program.Expects.IsEmpty ? null
        : KernelRange.Kernels.FirstOrDefault(release =>
            program.Expects.Any(e => e.Property is null && e.IsAbout(release))
            && program.Expects.Any(e => e.Property is not null && e.IsAbout(release))
        )
            is { } both
            ? new Mistake($"on {both.Name} it is expected to be clean, and to violate a property")
        : null;

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
            _program = _program with { Pgmaps = _program.Pgmaps.Add(ReadPgmap(line)) };
            _declaredAt[_program.Pgmaps[^1].Name] = new Place(line, column);
        }
        else if (line.Skip("file"))
        {
            _program = _program with { Files = _program.Files.Add(ReadFile(line)) };
            _declaredAt[_program.Files[^1].Name] = new Place(line, column);
        }
        else if (line.Skip("page"))
        {
            _program = _program with { OrdinaryPages = _program.OrdinaryPages.Add(line.Word("a name")) };
            _declaredAt[_program.OrdinaryPages[^1]] = new Place(line, column);
        }
        else if (line.Skip("process"))
        {
            _program = _program with { Processes = _program.Processes.Add(ReadProcess(line)) };
            _declaredAt[_program.Processes[^1].Name] = new Place(line, column);
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
            _program = _program with { Expects = _program.Expects.Add(ReadExpectation(line)) };
        }
        else if (line.Skip("thread"))
        {
            _threadsAt.Add(new Place(line, column));
            _callsAt.Add([]);
            _calls.Add(ImmutableArray.CreateBuilder<Call>());
            _threads.Add(new ThreadDeclaration("", [], [])); // there, whatever is wrong with it, for the calls below
            _threads[^1] = ReadThread(line);
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

    private Expectation ReadExpectation(ScenarioLine line)
    {
        if (line.Skip("clean"))
        {
            return new Expectation(null, ReadKernels(line));
        }

        var column = line.Column;
        if (!line.Skip("violated"))
        {
            throw line.Expected("clean, or violated and a property");
        }

        var property = line.Quoted("a property");
        return _properties.Contains(property)
            ? new Expectation(property, ReadKernels(line))
            : throw line.Error(
                column,
                $"there is no property '{property}'{Spelling.Suggest(property, _properties)} ('pgmapcheck list "
                    + "--properties')"
            );
    }

    private static ImmutableArray<KernelRange> ReadKernels(ScenarioLine line)
    {
        var kernels = ImmutableArray.CreateBuilder<KernelRange>();
        if (!line.Skip("on"))
        {
            return [];
        }

        do
        {
            var (column, word) = (line.Column, line.Text("a kernel, or a range such as v4.18..v5.2"));
            var range = KernelRange.Parse(word);
            kernels.Add(
                range is not null && KernelRange.Kernels.Any(range.Has)
                    ? range
                    : throw line.Error(
                        column,
                        $"there is no kernel '{word}'{Spelling.Suggest(word, KernelRange.Kernels.Select(r => r.Name))} "
                            + "('pgmapcheck list --kernels')"
                    )
            );
        } while (line.Skip(","));

        return kernels.ToImmutable();
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
        _callsAt[^1].Add(new Place(line, column));
    }

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

    private readonly record struct Place(ScenarioLine Line, int Column);
}

/// <summary>A scenario file that cannot be read. Each line of the message begins with <c>file:line:column:</c> and says
/// what was expected.</summary>
/// <param name="message">The lines for the user.</param>
public sealed class ScenarioFormatException(string message) : FormatException(message);
