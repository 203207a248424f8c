using Interleave;
using Interleave.Hosts.Threads;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Search;

namespace PgmapCheck.Results;

/// <summary>How programs are searched.</summary>
/// <param name="Engine">The strategy.</param>
/// <param name="Options">Its options and bounds.</param>
/// <param name="Seed">The seed of an engine that runs some schedules.</param>
/// <param name="Runs">How many schedules such an engine runs.</param>
internal sealed record SearchPlan(Engine Engine, SearchOptions Options, ulong Seed, long Runs)
{
    /// <summary>How many ordering constraints a bug has that <see cref="Engine.Pct"/> looks for.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>True if <see cref="Engine.Threads"/> leaves stores to the processor's memory order.</summary>
    public bool HasStoreBuffers { get; init; }

    /// <summary>True for an engine that runs some schedules and proves nothing.</summary>
    public bool IsSampling => Engine is Engine.Random or Engine.Pct or Engine.Pos or Engine.Threads;

    /// <summary>The search that proves, with its default options.</summary>
    public static SearchPlan Proof(
        SearchBounds bounds,
        Liveness liveness = Liveness.Strong,
        MemoryModel memory = MemoryModel.Sequential
    ) =>
        new(
            Engine.States,
            new SearchOptions
            {
                Bounds = bounds,
                Liveness = liveness,
                Memory = memory,
            },
            1,
            1
        );

    /// <summary>Searches a program.</summary>
    public Verdict Search(ConcurrentProgram program) =>
        Engine switch
        {
            Engine.Bfs => Checker.SearchBreadthFirst(program, Options),
            Engine.Dpor => Checker.SearchPartialOrders(program, Options),
            Engine.Optimal => Checker.SearchPartialOrdersOptimally(program, Options),
            Engine.Random => Checker.SearchAtRandom(program, Options, Seed, Runs),
            Engine.Pct => Checker.SearchByPriorities(program, Options, Depth, Seed, Runs),
            Engine.Pos => Checker.SampleOrders(program, Options, Seed, Runs),
            Engine.Threads => RealThreads.Check(
                program,
                Options,
                new ThreadOptions
                {
                    Runs = Runs,
                    Seed = Seed,
                    SequentiallyConsistent = !HasStoreBuffers,
                }
            ),
            _ => Checker.Check(program, Options),
        };
}

/// <summary>The search strategies, as the command line calls them.</summary>
internal enum Engine
{
    /// <summary>Every state, depth first; then the shortest counterexamples.</summary>
    States,

    /// <summary>Every state, breadth first.</summary>
    Bfs,

    /// <summary>Every order of steps that do not commute.</summary>
    Dpor,

    /// <summary>The same, and none of them begun twice.</summary>
    Optimal,

    /// <summary>Random schedules.</summary>
    Random,

    /// <summary>Random priorities, with a bound on what is missed.</summary>
    Pct,

    /// <summary>Random partial orders.</summary>
    Pos,

    /// <summary>Real threads.</summary>
    Threads,
}
