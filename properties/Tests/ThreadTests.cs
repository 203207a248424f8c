using Interleave;
using Interleave.Hosts.Threads;
using Interleave.Search;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests;

/// <summary>
/// Real threads as a witness: whatever they do to a case, the search of the same case has listed. What they do not come
/// to do, no test asks.
/// </summary>
public sealed class ThreadTests
{
    private const int Runs = 16;

    public static TheoryData<string> Names => [.. Cases.SampleOf(Case.Of(KnownReleases.All)).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_threads_do_is_what_the_search_lists(string name)
    {
        var program = Cases.Named(name).Program;
        var (search, listed) = Checker.ListFinalStates(program);
        var threads = RealThreads.Run(program, new SearchOptions(), new ThreadOptions { Runs = Runs });

        Assert.Null(search.Incomplete);
        Assert.Equal(Runs, threads.Verdict.Executions);
        Assert.Empty(threads.FinalStates.Except(listed));
        Assert.Empty(
            threads
                .Violations.Select(found => (found.Kind, found.Property))
                .Except(search.Counterexamples.Select(found => (found.Violation.Kind, found.Violation.Property)))
        );

        // Only where a kernel can go round for ever may all executions do so.
        Assert.True(
            threads.FinalStates.Count + threads.Violations.Length > 0
                || Cases
                    .Check(Cases.Named(name))
                    .Counterexamples.Any(x => x.Violation.Property == KernelRules.ExecutionsEnd),
            $"{threads.Unjudged} of {Runs} executions are not judged"
        );
    }
}
