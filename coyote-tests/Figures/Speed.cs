using System.Globalization;
using Interleave.Coyote;
using Interleave.Hosts.Threads;
using Interleave.Search;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties;

namespace PgmapCheck.Figures;

/// <summary>Executions a second on cases in which nothing is violated.</summary>
internal static class Speed
{
    private static readonly string[] s_cases =
    [
        "v5.10/key-get-vs-get",
        "v5.10/put-page-vs-truncate",
        "v5.10/two-truncates",
    ];

    /// <summary>Prints the table.</summary>
    public static void Print(TextWriter writer)
    {
        writer.WriteLine("| case | steps | random walk | PCT | POS | threads | Coyote |");
        writer.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var subject in s_cases.Select(name => Case.Of(KnownReleases.All).Single(c => c.Name == name)))
        {
            var program = subject.Program;
            var walk = Interleave.Checker.SearchAtRandom(program, new SearchOptions(), 1, 50_000);
            var priorities = Interleave.Checker.SearchByPriorities(program, new SearchOptions(), 3, 1, 50_000);
            var orders = Interleave.Checker.SampleOrders(program, new SearchOptions(), 1, 50_000);
            var threads = RealThreads.Run(program, new SearchOptions(), new ThreadOptions { Runs = 20_000 }).Verdict;
            var coyote = "-";
            var result = CoyoteChecker.Check(program, new CoyoteOptions { Iterations = 1000 });
            coyote = Rate(result.Iterations, result.Elapsed);
            writer.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {subject.Name} | {walk.Transitions / (double)walk.Executions:0} | {Rate(walk)} | "
                        + $"{Rate(priorities)} | "
                        + $"{Rate(orders)} | {Rate(threads)} | {coyote} |"
                )
            );
        }
    }

    private static string Rate(Verdict verdict) => Rate(verdict.Executions, verdict.Elapsed);

    private static string Rate(long executions, TimeSpan elapsed) =>
        (executions / elapsed.TotalSeconds).ToString("N0", CultureInfo.InvariantCulture);
}
