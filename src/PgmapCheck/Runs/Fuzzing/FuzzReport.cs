using PgmapCheck.Cases;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;
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
        var headline = failure.Difference is { } difference ? WriteDifference(difference) : WriteRace(failure, saved);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(
            isOld
                ? $"  kept from an earlier run: {saved}"
                : $"  found after {fuzzer.Elapsed.TotalSeconds:0.0} s and {Quantity.Of(fuzzer.Programs, "program")}; "
                    + $"shrunk from {Quantity.Of(failure.CallsAtFirst ?? 0, "call")} to {failure.Program.CallCount}"
        );
        WriteScenario(failure, saved);
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

    private string WriteRace(FuzzFailure failure, string? saved)
    {
        var (found, @case, release) = Simplest(failure);
        var finding = Finding.Of(@case, found.Counterexamples.First(c => c.Violation.Property == failure.Property));
        // A trace is for a program as `check` runs it, on a kernel that has a name.
        var trace =
            saved is null || release != request.Release || IsCompared(failure)
                ? null
                : new TraceFolder(request.Folder!).Keep(@case, finding.Trace);
        var race = Race.Of(@case, finding.Trace, finding.Counterexample.IsShortest) with
        {
            TracePath = trace,
            ScenarioFile = saved,
            ReplayOptions = request.Assembly is { } path ? ["--assembly", path] : [],
            IsVerbose = request.IsVerbose,
            KnownBug = failure is { IsTogether: false, Bugs: [var bug, ..] } ? Catalogue.EntryOf(bug) : null,
        };
        foreach (var line in RaceDiagram.Draw(race))
        {
            terminal.Out.WriteLine(line);
        }

        return race.Headline;
    }

    private static bool IsCompared(FuzzFailure failure) => failure.Property == SequentialComparison.Property;

    // The kernel as it was, if that shows the same; otherwise as it was when the failure was found.
    private (Interleave.Search.Verdict Verdict, Case Case, Release Release) Simplest(FuzzFailure failure)
    {
        var explorer = fuzzer.Explorer with { ComparesSequences = IsCompared(failure) };
        var release = Shows(explorer.Explore(failure.Program, request.Release), failure)
            ? request.Release
            : failure.Release with
            {
                Name = $"{request.Release.Name} with fixes",
            };
        var @case = Catalogue.CaseOf(release, failure.Program) with
        {
            ReplayOptions = request.Tree?.ReplayOptions ?? [],
            Program = explorer.SubjectOf(failure.Program, release),
        };
        var shortest = Interleave.Checker.SearchBreadthFirst(
            @case.Program,
            new() { Bounds = new() { MaxStates = 10 * request.MaxStates } }
        );
        return (Shows(shortest, failure) ? shortest : explorer.Explore(failure.Program, release), @case, release);
    }

    private static bool Shows(Interleave.Search.Verdict verdict, FuzzFailure failure) =>
        verdict.Counterexamples.Any(c => c.Violation.Property == failure.Property);

    private void WriteScenario(FuzzFailure failure, string? saved)
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

        if (saved is not null && failure.Difference is null && !IsCompared(failure))
        {
            terminal.Out.WriteLine($"  Check:  pgmapcheck check {ShellWord.Of(saved)} {KernelOptions}");
        }

        if (failure.Seed is { } seed)
        {
            terminal.Out.WriteLine($"  Again:  pgmapcheck fuzz {string.Join(' ', OptionsOf(failure, seed))}");
        }

        terminal.Out.WriteLine();
    }

    private string KernelOptions =>
        request.Tree is { } tree
            ? string.Join(' ', tree.ReplayOptions.Select(ShellWord.Of))
            : $"--kernel {request.Release.Name}"
                + (request.Assembly is { } path ? $" --assembly {ShellWord.Of(path)}" : "");

    private IEnumerable<string> OptionsOf(FuzzFailure failure, FuzzSeed seed)
    {
        string[] known = [.. fuzzer.Known.Except(failure.Shown).Select(bug => bug.Id)];
        return
        [
            KernelOptions,
            .. request.Against is { } other ? [$"--against {other.Name}"] : Array.Empty<string>(),
            .. request.IsSequential ? ["--sequences"] : Array.Empty<string>(),
            .. request.Liveness == Interleave.Search.Liveness.Off
                ? Array.Empty<string>()
                : [$"--liveness {request.Liveness.ToString().ToLowerInvariant()}"],
            .. request.MaxStates == FuzzRequest.DefaultMaxStates
                ? Array.Empty<string>()
                : [$"--max-states {request.MaxStates}"],
            .. request.RandomRuns == FuzzRequest.DefaultRandomRuns
                ? Array.Empty<string>()
                : [$"--schedules {request.RandomRuns}"],
            $"--replay {seed}",
            .. known.Length == 0 ? Array.Empty<string>() : [$"--known {string.Join(',', known)}"],
        ];
    }
}
