using PgmapCheck.Checking;
using PgmapCheck.Model.Programs;
using PgmapCheck.Reports;
using PgmapCheck.Selection;

namespace PgmapCheck.Fuzzing;

/// <summary>One run of <c>pgmapcheck fuzz</c>: what was kept before, then new programs, each failure shown as it is found.</summary>
internal sealed class FuzzRun(Terminal terminal, FuzzRequest request)
{
    private readonly Fuzzer _fuzzer = new(request, terminal.Interrupted);
    private readonly List<(FuzzFailure Failure, string Headline)> _failures = [];

    /// <summary>Fuzzes until time, programs or the user's patience end.</summary>
    public ExitCode Run()
    {
        foreach (var path in Kept())
        {
            if (_fuzzer.Try(ScenarioFiles.Read(path)) is { } failure)
            {
                Report(failure, path);
            }
        }

        while (_fuzzer.Next() is { } failure)
        {
            Report(failure, null);
        }

        WriteSummary();
        var exit = _failures.Count > 0 ? ExitCode.Violated : _fuzzer.Sampled > 0 || terminal.Interrupted.IsCancellationRequested
            ? ExitCode.Incomplete : ExitCode.Held;
        terminal.Out.WriteLine(exit.Describe(exit == ExitCode.Incomplete ? "nothing violated; not every program was searched to the end" : exit.Word()));
        return exit;
    }

    private IEnumerable<string> Kept() => request.Folder is { } folder && Directory.Exists(folder)
        ? Directory.GetFiles(folder, "*.scenario").Order(StringComparer.Ordinal) : [];

    private void Report(FuzzFailure failure, string? path)
    {
        var (found, release) = Simplest(failure);
        var subject = Catalogue.SubjectOf(release, failure.Program);
        var finding = Finding.Of(subject, found.Counterexamples.First(c => c.Violation.Property == failure.Property));
        var saved = path ?? Save(failure.Program);
        // A trace is for a kernel that has a name; with some of the fixes only the scenario can be checked again.
        var trace = saved is null || release != request.Release ? null : $"{saved} {new TraceFolder(request.Folder!).Keep(subject, finding.Trace)}";
        var race = Race.Of(Empty, subject, finding.Trace, finding.Counterexample.IsShortest) with
        {
            TracePath = trace,
            IsVerbose = request.IsVerbose,
            KnownBug = failure.Bugs is [var bug, ..] ? Catalogue.EntryOf(bug) : null,
        };
        _failures.Add((failure, race.Headline));
        foreach (var line in RaceDiagram.Draw(race))
        {
            terminal.Out.WriteLine(line);
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine(failure.CallsAtFirst is { } calls
            ? $"  found after {_fuzzer.Elapsed.TotalSeconds:0.0} s and {Quantity.Of(_fuzzer.Programs, "program")}; shrunk from {Quantity.Of(calls, "call")} to {failure.Program.CallCount}"
            : $"  kept from an earlier run: {path}");
        WriteScenario(failure, saved);
    }

    // The kernel as it was, if that shows the same; otherwise as it was when the failure was found.
    private (Interleave.Search.Verdict Verdict, Model.Releases.Release Release) Simplest(FuzzFailure failure)
    {
        var release = _fuzzer.Explorer.Explore(failure.Program, request.Release).Counterexamples.Any(c => c.Violation.Property == failure.Property)
            ? request.Release : failure.Release with { Name = $"{request.Release.Name} with fixes" };
        var subject = Catalogue.SubjectOf(release, failure.Program);
        var shortest = Interleave.Checker.SearchBreadthFirst(
            subject.Program, new() { Bounds = new() { MaxStates = 10 * request.MaxStates } });
        return shortest.Counterexamples.Any(c => c.Violation.Property == failure.Property) ? (shortest, release)
            : (_fuzzer.Explorer.Explore(failure.Program, release), release);
    }

    private void WriteScenario(FuzzFailure failure, string? saved)
    {
        foreach (var line in ScenarioWriter.Write(failure.Program).TrimEnd('\n').Split('\n'))
        {
            terminal.Out.WriteLine($"    {line}");
        }

        terminal.Out.WriteLine();
        foreach (var more in failure.Bugs.Skip(1))
        {
            terminal.Out.WriteLine($"  the fix of {more.Id} ends it too");
        }

        if (saved is not null)
        {
            terminal.Out.WriteLine($"  Check:  pgmapcheck check {saved} --kernel {request.Release.Name}");
        }

        if (failure.Seed is { } seed)
        {
            var known = _fuzzer.Known.Except(failure.Bugs.Take(1)).Select(bug => bug.Id).ToArray();
            terminal.Out.WriteLine(
                $"  Again:  pgmapcheck fuzz --kernel {request.Release.Name}{(request.IsSequential ? " --sequences" : "")} --replay {seed}" +
                (known.Length == 0 ? "" : $" --known {string.Join(',', known)}"));
        }

        terminal.Out.WriteLine();
    }

    private string? Save(RefcountProgram program)
    {
        if (request.Folder is not { } folder)
        {
            return null;
        }

        var path = $"{folder.TrimEnd('/')}/{program.Name}.scenario";
        try
        {
            using var file = new PendingFile(path);
            file.Write(ScenarioWriter.Write(program));
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot write '{path}' ({e.Message.TrimEnd('.')}); use --save DIR or --no-save", e);
        }
    }

    private void WriteSummary()
    {
        foreach (var (failure, headline) in _failures)
        {
            terminal.Out.WriteLine($"{(failure.Bugs is [var bug, ..] ? bug.Id : "NEW"),-16} {headline}");
        }

        var rate = _fuzzer.Programs / Math.Max(0.001, _fuzzer.Elapsed.TotalSeconds);
        terminal.Out.WriteLine(
            $"{Quantity.Of(_failures.Count, "failure")}; {Quantity.Of(_fuzzer.Programs, "program")} in {_fuzzer.Elapsed.TotalSeconds:0.0} s, {rate:0} a second; " +
            $"{_fuzzer.Proved:N0} searched to the end, {_fuzzer.Sampled:N0} by random schedules beyond {request.MaxStates:N0} states");
    }

    private static Catalogue Empty { get; } = new([], [], [], static (_, _, _) => null);
}
