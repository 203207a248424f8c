using Interleave;
using Interleave.Search;

namespace PgmapCheck.Checking;

/// <summary>How programs are searched.</summary>
/// <param name="Engine">The strategy.</param>
/// <param name="Options">Its options and bounds.</param>
/// <param name="Seed">The seed of <see cref="Engine.Random"/>.</param>
/// <param name="Runs">How many schedules <see cref="Engine.Random"/> runs.</param>
internal sealed record SearchPlan(Engine Engine, SearchOptions Options, ulong Seed, long Runs)
{
    /// <summary>The search that proves, with its default options.</summary>
    public static SearchPlan Proof(SearchBounds bounds, Liveness liveness = Liveness.Strong) =>
        new(Engine.States, new SearchOptions { Bounds = bounds, Liveness = liveness }, 1, 1);

    /// <summary>Searches a program.</summary>
    public Verdict Search(ConcurrentProgram program) => Engine switch
    {
        Engine.Bfs => Checker.SearchBreadthFirst(program, Options),
        Engine.Naive => Checker.SearchNaively(program, Options),
        Engine.Random => Checker.SearchAtRandom(program, Options, Seed, Runs),
        _ => Checker.Check(program, Options),
    };
}
