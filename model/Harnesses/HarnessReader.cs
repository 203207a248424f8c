using System.Collections.Immutable;
using Interleave.Violations;
using KernelText.Tokens;
using PgmapCheck.Model.Harnesses.Primitives;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Wording;

namespace PgmapCheck.Model.Harnesses;

/// <summary>Reads harness files (docs/harness.md).</summary>
public sealed class HarnessReader
{
    private readonly string[] _lines;
    private readonly string[] _unit;
    private Harness _harness;
    private int _at;

    private HarnessReader(string text, string path)
    {
        _lines = [.. text.Split('\n').Select(line => line.TrimEnd('\r'))];
        _unit = new string[_lines.Length];
        Array.Fill(_unit, "");
        _harness = new Harness(System.IO.Path.GetFileNameWithoutExtension(path), path);
    }

    /// <summary>Names of the properties that a harness can be expected to violate.</summary>
    public static ImmutableArray<string> Properties { get; } =
    [
        KernelRules.NoWarnings,
        KernelRules.NoWildPointers,
        KernelRules.NoUninitialisedReads,
        KernelRules.NoOverruns,
        KernelRules.NoSleepInAtomic,
        KernelRules.ContextIsLeft,
        KernelRules.MemoryIsFreed,
        KernelRules.NoDataRaces,
        .. EngineRules.All,
    ];

    /// <summary>What a file says.</summary>
    /// <param name="text">Its contents.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="HarnessFormatException">It says something wrong.</exception>
    public static Harness Read(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new HarnessReader(text, path).Read();
    }

    private Harness Read()
    {
        for (_at = 0; _at < _lines.Length; _at++)
        {
            var line = new HarnessLine(_harness.Path, _at + 1, _lines[_at]);
            if (!line.IsAtEnd)
            {
                Read(line);
            }
        }

        if (_harness.Threads.IsEmpty)
        {
            throw new HarnessLine(_harness.Path, _lines.Length, "").Expected("thread \"NAME\" {, as there is none");
        }

        var unit = string.Join('\n', _unit);
        return _harness with { Unit = new SourceText(System.IO.Path.GetFileName(_harness.Path), unit) };
    }

    private void Read(HarnessLine line)
    {
        var word = line.Word(
            "summary, read, object, stub, drop, define, config, text, faults, races, callbacks, works, timers, c, init, thread, "
                + "end, expect, seed or change"
        );
        switch (word)
        {
            case "summary":
                _harness = _harness with { Summary = line.Rest };
                return;
            case "c":
                Block(line, "", "");
                return;
            case "init":
                _harness = _harness.HasInit ? throw line.Error("a second init") : _harness with { HasInit = true };
                Block(line, $"void {Harness.InitFunction}(void) {{", "}");
                return;
            case "end":
                _harness = _harness.HasEnd ? throw line.Error("a second end") : _harness with { HasEnd = true };
                Block(line, $"void {Harness.EndFunction}(void) {{", "}");
                return;
            case "thread":
                Thread(line);
                return;
            default:
                _harness = Setting(word, line);
                line.RequireEnd();
                return;
        }
    }

    private Harness Setting(string word, HarnessLine line)
    {
        switch (word)
        {
            case "read":
                return _harness with { Reads = _harness.Reads.AddRange(Files(line)) };
            case "object":
                _unit[_at] = Object(line);
                return _harness;
            case "stub" or "drop":
                var names = line.Names("a function");
                var value = line.Skip("returns") ? line.Number() : 0;
                var stub = new HarnessStub(value, word == "drop");
                return _harness with
                {
                    Stubs = _harness.Stubs.SetItems(names.Select(n => KeyValuePair.Create(n, stub))),
                };
            case "define":
                return _harness with { Numbers = _harness.Numbers.SetItem(line.Word("a name"), line.Number()) };
            case "config":
                return _harness with { Options = _harness.Options.AddRange(OptionsOf(line)) };
            case "text":
                return _harness with { FromText = _harness.FromText.Union(line.Names("a name")) };
            case "faults":
                return _harness with { HasFaults = true };
            case "races":
                return _harness with { HasRaces = true };
            case "callbacks":
                return _harness with { Callbacks = (int)line.Number(0, 4) };
            case "works":
                return _harness with { Works = (int)line.Number(0, DeferredCalls.Most) };
            case "timers":
                return _harness with { Timers = (int)line.Number(0, DeferredCalls.Most) };
            case "seed":
                return Seeded(line);
            case "change":
                return Changed(line);
            case "expect":
                return _harness with { Expects = Expectation(line) };
            default:
                throw line.Error(
                    "expected summary, read, object, stub, drop, define, config, text, faults, races, callbacks, works, timers, c, "
                        + "init, thread, end, "
                        + $"expect, seed or change, found '{word}'"
                );
        }
    }

    private Harness Seeded(HarnessLine line)
    {
        var name = line.Word("the seed's name");
        if (_harness.Seeds.Any(s => s.Name == name))
        {
            throw line.Error($"a second seed {name}");
        }

        var violated = ImmutableArray.CreateBuilder<string>();
        do
        {
            violated.Add(Property(line));
        } while (!line.IsAtEnd);
        return _harness with { Seeds = _harness.Seeds.Add(new HarnessSeed(name, [], violated.ToImmutable())) };
    }

    private Harness Changed(HarnessLine line)
    {
        if (_harness.Seeds is not [.., var seed])
        {
            throw line.Error("expected a seed before its changes");
        }

        var file = line.FilePath("a file of the tree, or here");
        var edit = new HarnessEdit(file == "here" ? null : file, line.Pattern(out var replacement), replacement);
        return _harness with { Seeds = _harness.Seeds.Replace(seed, seed with { Edits = seed.Edits.Add(edit) }) };
    }

    private ImmutableArray<(string, Place)> Files(HarnessLine line)
    {
        // One directive of the preprocessor for each line: the rest of the files is included by the first.
        var files = ImmutableArray.CreateBuilder<(string, Place)>();
        while (!line.IsAtEnd)
        {
            var column = line.Column;
            files.Add((line.FilePath("a file of the tree"), new Place(_harness.Path, _at + 1, column)));
        }

        if (files.Count == 0)
        {
            throw line.Expected("a file of the tree");
        }

        _unit[_at] = _harness.Reads.IsEmpty ? $"#include \"{HarnessTree.Prologue(_harness)}\"" : "";
        return files.ToImmutable();
    }

    private static string Object(HarnessLine line)
    {
        var name = line.Word("a name");
        line.Require(":");
        var rest = line.Rest.TrimEnd(';', ' ');
        var equals = rest.IndexOf('=', StringComparison.Ordinal);
        var type = (equals < 0 ? rest : rest[..equals]).Trim();
        return type.Length == 0
            ? throw line.Expected("a type, such as struct device")
            : $"{type} {name}{(equals < 0 ? "" : " " + rest[equals..])};";
    }

    private static IEnumerable<(string, string)> OptionsOf(HarnessLine line)
    {
        do
        {
            var option = line.Word("an option, such as CONFIG_SMP");
            if (!option.StartsWith("CONFIG_", StringComparison.Ordinal))
            {
                throw line.Error($"expected an option, such as CONFIG_SMP, found '{option}'");
            }

            line.Require("=");
            yield return (option, line.Word("y, n or a number"));
        } while (!line.IsAtEnd);
    }

    private ImmutableArray<string> Expectation(HarnessLine line)
    {
        var sofar = _harness.Expects;
        if (line.Skip("clean"))
        {
            return sofar is null ? [] : throw line.Error("one expectation: clean, or what is violated");
        }

        if (!line.Skip("violated"))
        {
            throw line.Expected("clean or violated");
        }

        var property = Property(line);
        return sofar is { IsEmpty: true }
            ? throw line.Error("one expectation: clean, or what is violated")
            : [.. sofar ?? [], property];
    }

    private static string Property(HarnessLine line)
    {
        var property = line.Quoted("a property");
        return Properties.Contains(property)
            ? property
            : throw line.Error(
                $"there is no property '{property}'{Spelling.Suggest(property, Properties)} ('pgmapcheck list "
                    + "--properties')"
            );
    }

    private void Thread(HarnessLine line)
    {
        var name = line.Quoted("the thread's name");
        var function = "thread_" + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        if (_harness.Threads.Any(t => t.Name == name || t.Function == function))
        {
            throw line.Error($"a second thread \"{name}\"");
        }

        _harness = _harness with { Threads = _harness.Threads.Add((name, function)) };
        Block(line, $"void {function}(void) {{", "}");
    }

    // Puts what is between braces on the same lines of the unit.
    private void Block(HarnessLine line, string before, string after)
    {
        line.Require("{");
        var (start, from) = (_at, line.Column - 1);
        var scanner = new BraceScanner();
        for (; _at < _lines.Length; _at++)
        {
            var text = _at == start ? _lines[_at][Math.Min(from, _lines[_at].Length)..] : _lines[_at];
            var close = scanner.Close(text);
            _unit[_at] = (_at == start ? before : "") + (close < 0 ? text : text[..close] + after);
            if (close < 0)
            {
                continue;
            }

            var end = new HarnessLine(
                _harness.Path,
                _at + 1,
                _lines[_at],
                _lines[_at].Length - text.Length + close + 1
            );
            end.RequireEnd();
            return;
        }

        throw line.Error("expected '}' that closes the block, found the end of the file");
    }
}
