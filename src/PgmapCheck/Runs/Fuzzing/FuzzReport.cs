using System.Globalization;
using PgmapCheck.Cases;
using PgmapCheck.Model.Programs;
using PgmapCheck.Properties.Fuzzing;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;

namespace PgmapCheck.Runs.Fuzzing;

/// <summary>Shows a failure: a race diagram or how two kernels differ, the program, and how to see it again.</summary>
internal sealed class FuzzReport(Terminal terminal, FuzzRequest request, Fuzzer fuzzer)
{
    /// <summary>Prints a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="saved">The file that its program is in; null if it is in none.</param>
    /// <param name="isOld">True if the program was kept from an earlier run.</param>
    /// <returns>What it is, in one line.</returns>
    public string Write(FuzzFailure failure, string? saved, bool isOld)
    {
        var shown = failure.Difference is null ? Simplest(failure) : null;
        var headline = shown is null ? WriteDifference(failure.Difference!) : WriteRace(failure, shown, saved);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(
            isOld
                ? $"  kept from an earlier run: {saved}"
                : $"  found after {fuzzer.Elapsed.TotalSeconds:0.0} s and {Quantity.Of(fuzzer.Programs, "program")}; "
                    + $"shrunk from {Quantity.Of(failure.CallsAtFirst ?? 0, "call")} to {failure.Program.CallCount}"
        );
        WriteScenario(failure);
        WriteCommands(failure, shown, saved);
        return headline;
    }

    private string WriteDifference(OutcomeDifference difference)
    {
        var headline = $"{request.Release.Name} and {request.Against!.Name} end differently";
        terminal.Out.WriteLine($"DIFFERENCE: {headline}");
        foreach (
            var (kernel, ends) in new[]
            {
                (request.Release, difference.OnlyFirst),
                (request.Against, difference.OnlySecond),
            }
        )
        {
            terminal.Out.WriteLine(
                ends.IsEmpty ? $"  {kernel.Name} has no end that the other has not" : $"  only {kernel.Name}:"
            );
            foreach (var end in ends)
            {
                terminal.Out.WriteLine($"    {end}");
            }
        }

        return headline;
    }

    private string WriteRace(FuzzFailure failure, Shown shown, string? saved)
    {
        var @case = shown.Case;
        var finding = Finding.Of(
            @case,
            shown.Shortest.Counterexamples.First(c => c.Violation.Property == failure.Property)
        );
        var trace =
            saved is null || !shown.IsChecked ? null : new TraceFolder(request.Folder!).Keep(@case, finding.Trace);
        var race = Race.Of(@case, finding.Trace, finding.Counterexample.IsShortest) with
        {
            TracePath = trace,
            ScenarioFile = saved,
            IsVerbose = request.IsVerbose,
            KnownBug = failure is { IsTogether: false, Bugs: [var bug, ..] } ? Catalogue.EntryOf(bug) : null,
        };
        foreach (var line in RaceDiagram.Draw(race with { Command = terminal.Command }, terminal.TextWidth))
        {
            terminal.Out.WriteLine(line);
        }

        return race.Headline;
    }

    private static bool IsCompared(FuzzFailure failure) => failure.Property == SequentialComparison.Property;

    // The kernel as it was, if that shows the same; otherwise as it was when the failure was found.
    private Shown Simplest(FuzzFailure failure)
    {
        var explorer = fuzzer.Explorer with { ComparesSequences = IsCompared(failure) };
        var found = explorer.Explore(failure.Program, request.Release);
        var isAsItWas = Shows(found, failure);
        var release = isAsItWas
            ? request.Release
            : failure.Release with
            {
                Name = $"{request.Release.Name} with fixes",
            };
        var @case = Catalogue.CaseOf(release, failure.Program) with
        {
            ReplayOptions = [.. request.Tree?.ReplayOptions ?? [], .. AssemblyOptions],
            Program = explorer.SubjectOf(failure.Program, release),
        };
        var shortest = Interleave.Checker.SearchBreadthFirst(
            @case.Program,
            new() { Bounds = new() { MaxStates = 10 * request.MaxStates } }
        );
        found = isAsItWas ? found : explorer.Explore(failure.Program, release);
        return new Shown(@case, found, Shows(shortest, failure) ? shortest : found, isAsItWas && !IsCompared(failure));
    }

    // IsChecked: `check` comes to the same, on a kernel that has a name and with nothing to compare with.
    private sealed record Shown(
        Case Case,
        Interleave.Search.Verdict Found,
        Interleave.Search.Verdict Shortest,
        bool IsChecked
    );

    private static bool Shows(Interleave.Search.Verdict verdict, FuzzFailure failure) =>
        verdict.Counterexamples.Any(c => c.Violation.Property == failure.Property);

    private void WriteScenario(FuzzFailure failure)
    {
        foreach (var line in ScenarioWriter.Write(failure.Program).TrimEnd('\n').Split('\n'))
        {
            terminal.Out.WriteLine($"    {line}");
        }

        terminal.Out.WriteLine();
        if (failure.IsByHand)
        {
            terminal.Out.WriteLine(
                $"  {request.Tree!.Base.Name} by hand violates it too, and the fix of {failure.Name} ends it there"
            );
        }

        foreach (var more in failure.IsTogether || failure.IsByHand ? [] : failure.Bugs.Skip(1))
        {
            terminal.Out.WriteLine($"  the fix of {more.Id} ends it too");
        }

        if (failure is { IsTogether: true, Bugs.IsEmpty: false })
        {
            terminal.Out.WriteLine(
                $"  it takes the fixes of {string.Join(" and ", failure.Bugs.Select(bug => bug.Id))} together to end it"
            );
        }
    }

    private void WriteCommands(FuzzFailure failure, Shown? shown, string? saved)
    {
        if (saved is not null && shown is { IsChecked: true })
        {
            WriteCommand(
                "Check:",
                ["check", saved, .. KernelOptions, .. LivenessOptions, .. EngineOptions(shown.Found)]
            );
        }

        if (failure.Seed is { } seed)
        {
            WriteCommand("Again:", ["fuzz", .. OptionsOf(failure, seed)]);
        }

        terminal.Out.WriteLine();
    }

    private void WriteCommand(string what, IEnumerable<string> words) =>
        terminal.Out.WriteLine($"  {what}  {terminal.Command} {string.Join(' ', words.Select(ShellWord.Of))}");

    private IEnumerable<string> KernelOptions =>
        request.Tree is { } tree ? tree.ReplayOptions : ["--kernel", request.Release.Name, .. AssemblyOptions];

    private IEnumerable<string> AssemblyOptions => request.Assembly is { } path ? ["--assembly", path] : [];

    private IEnumerable<string> LivenessOptions =>
        request.Liveness == Interleave.Search.Liveness.Off
            ? []
            : ["--liveness", request.Liveness.ToString().ToLowerInvariant()];

    // What was not searched to the end is searched as far, and in the same order; of schedules the same are run.
    private IEnumerable<string> EngineOptions(Interleave.Search.Verdict found) =>
        found.Complete ? []
        : found.FingerprintBits > 0 ? ["--max-states", Number(request.MaxStates), "--workers", "1"]
        : ["--engine", "random", "--runs", Number(request.RandomRuns), "--max-depth", Number(ProgramExplorer.MaxSteps)];

    private IEnumerable<string> OptionsOf(FuzzFailure failure, FuzzSeed seed)
    {
        string[] known = [.. fuzzer.Known.Except(failure.Shown).Select(bug => bug.Id)];
        return
        [
            .. KernelOptions,
            .. Option("--against", request.Against?.Name),
            .. request.IsSequential ? ["--sequences"] : Array.Empty<string>(),
            .. LivenessOptions,
            .. Option("--max-states", Unless(FuzzRequest.DefaultMaxStates, request.MaxStates)),
            .. Option("--schedules", Unless(FuzzRequest.DefaultRandomRuns, request.RandomRuns)),
            .. Option("--replay", seed.ToString()),
            .. Option("--known", known.Length == 0 ? null : string.Join(',', known)),
        ];
    }

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];

    private static string? Unless(long usual, long value) => value == usual ? null : Number(value);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
