using System.Globalization;
using Interleave;
using Interleave.Coyote;
using Interleave.Hosts.Threads;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Violations;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties;

namespace PgmapCheck.Figures;

/// <summary>Releases by engines: how many cases each engine saw violated, and whether any says what the search
/// excludes.</summary>
internal static class Agreement
{
    private const int ThreadRuns = 256;
    private const int CoyoteIterations = 12; // of each strategy

    /// <summary>Prints the table, for these releases or for all.</summary>
    public static void Print(TextWriter writer, params ReadOnlySpan<string> releases)
    {
        writer.WriteLine(
            "| release | cases | violated (state space) | of these on threads | by Coyote | final states | of these "
                + "on threads | disagreements |"
        );
        writer.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var release in KnownReleases.All)
        {
            if (!releases.IsEmpty && !releases.Contains(release.Name))
            {
                continue;
            }

            var total = new int[7];
            foreach (var subject in Case.Of([release]))
            {
                Add(total, subject.Program);
            }

            writer.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {release.Name} | {string.Join(" | ", total)} |")
            );
        }
    }

    private static void Add(int[] total, ConcurrentProgram program)
    {
        var search = Checker.Prove(program);
        var (behind, listed) = Checker.ListFinalStates(program);
        var threads = RealThreads.Run(program, new SearchOptions(), new ThreadOptions { Runs = ThreadRuns });
        var disagrees =
            threads.FinalStates.Except(listed).Any() || threads.Violations.Any(found => !Has(behind, found));
        total[0]++;
        total[1] += search.Counterexamples.IsEmpty ? 0 : 1;
        total[2] += threads.Violations.IsEmpty ? 0 : 1;
        total[4] += listed.Count;
        total[5] += threads.FinalStates.Count;
        var hit = false;
        foreach (var strategy in Enum.GetValues<CoyoteStrategy>())
        {
            var result = CoyoteChecker.Check(
                program,
                new CoyoteOptions { Strategy = strategy, Iterations = CoyoteIterations }
            );
            hit |= result.Counterexample is not null;
            disagrees |= result.Counterexample is { } found && !Has(search, found.Violation);
        }

        total[3] += hit ? 1 : 0;
        total[6] += disagrees ? 1 : 0;
    }

    private static bool Has(Verdict search, Violation violation) =>
        search.Counterexamples.Any(found =>
            (found.Violation.Kind, found.Violation.Property) == (violation.Kind, violation.Property)
        );
}
