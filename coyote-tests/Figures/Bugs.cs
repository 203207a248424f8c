using System.Diagnostics;
using Interleave;
using Interleave.Coyote;
using Interleave.Programs;
using Interleave.Search;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Properties;

namespace PgmapCheck.Figures;

/// <summary>How many executions each engine needs until the smallest case of each known bug violates
/// something.</summary>
internal static class Bugs
{
    private const int Seeds = 5;
    private static readonly int[] s_portions = [20, 400, 20_000];

    // Where somebody may go round for ever executions are cut.
    private const int MaxSteps = 500;
    private static readonly SearchOptions s_options = new() { Bounds = new SearchBounds { MaxDepth = MaxSteps } };

    // Coyote counts its seed up with each schedule: neighbours would share theirs
    private const uint SeedDistance = 100_003;

    private static readonly (string Name, Func<ConcurrentProgram, ulong, long, Verdict> Search)[] s_engines =
    [
        ("random walk", static (program, seed, runs) => Checker.SearchAtRandom(program, s_options, seed, runs)),
        ("PCT, d = 3", static (program, seed, runs) => Checker.SearchByPriorities(program, s_options, 3, seed, runs)),
        ("POS", static (program, seed, runs) => Checker.SampleOrders(program, s_options, seed, runs)),
    ];

    /// <summary>Prints the table.</summary>
    public static void Print(TextWriter writer)
    {
        var header = s_engines
            .Select(engine => engine.Name)
            .Concat(Enum.GetValues<CoyoteStrategy>().Select(strategy => $"Coyote {strategy}"))
            .ToArray();
        writer.WriteLine($"| bug | case | {string.Join(" | ", header)} |");
        writer.WriteLine($"| --- | --- |{string.Concat(header.Select(_ => " --- |"))}");
        foreach (var bug in KnownBugs.All.DistinctBy(bug => bug.Id))
        {
            var subject = Case.OfBroken(bug);
            if (Checker.Prove(subject.Program).Counterexamples.IsEmpty)
            {
                continue; // safe as it is: the catalogue says why
            }

            var cells = s_engines
                .Select(engine => Of(subject.Program, engine.Search).ToString())
                .Concat(
                    Enum.GetValues<CoyoteStrategy>()
                        .Select(strategy => UnderCoyote(subject.Program, strategy).ToString())
                )
                .ToArray();
            writer.WriteLine($"| {bug.Id} | {subject.Name} | {string.Join(" | ", cells)} |");
        }
    }

    // Searched in growing portions, and up to the first find once more for the time.
    private static Sample Of(ConcurrentProgram program, Func<ConcurrentProgram, ulong, long, Verdict> search)
    {
        var sample = new Sample();
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var all = s_portions
                .Select(runs => search(program, seed, runs))
                .SkipWhile(part => part.Counterexamples.IsEmpty && part.Executions < s_portions[^1])
                .First();
            if (all.Counterexamples.IsEmpty)
            {
                sample.Add(0, all.Elapsed);
                continue;
            }

            var first = all.Counterexamples.Min(found => found.Execution);
            var clock = Stopwatch.StartNew();
            search(program, seed, first);
            sample.Add(first, clock.Elapsed);
        }

        return sample;
    }

    private static Sample UnderCoyote(ConcurrentProgram program, CoyoteStrategy strategy)
    {
        var sample = new Sample();
        for (var seed = 1u; seed <= Seeds; seed++)
        {
            var result = CoyoteChecker.Check(
                program,
                new CoyoteOptions
                {
                    Strategy = strategy,
                    Seed = seed * SeedDistance,
                    Iterations = 300,
                    MaxSteps = MaxSteps,
                }
            );
            sample.Add(result.Counterexample is null ? 0 : result.Iterations, result.Elapsed);
        }

        return sample;
    }
}
