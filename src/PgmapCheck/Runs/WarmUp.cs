using System.Diagnostics;
using Interleave.Programs;
using Interleave.Search;
using PgmapCheck.Benchmarks;

namespace PgmapCheck.Runs;

/// <summary>
/// Searches a fixed program again and again until the runtime has compiled the search with optimizations, so that a
/// benchmark's figures are the search's and not the compiler's. What it took is not part of any figure.
/// </summary>
internal static class WarmUp
{
    // Tier-1 code is compiled in the background 0.1 s after the last new method ran, and takes about as long again.
    private static readonly TimeSpan s_enough = TimeSpan.FromSeconds(0.6);

    /// <summary>Warms up the strategy that <paramref name="search"/> stands for.</summary>
    public static void Run(Func<ConcurrentProgram, SearchOptions, Verdict> search, SearchOptions options)
    {
        var program = Combined.Program(new BenchmarkSizes(1, 2, 1), broken: false);
        var quiet = options with { Progress = null, Bounds = SearchBounds.None };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_enough; )
        {
            search(program, quiet);
        }
    }
}
