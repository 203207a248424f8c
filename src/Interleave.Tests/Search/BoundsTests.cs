using System.Threading;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Strategies.DepthFirst;
using Interleave.Tests.Oracles;

namespace Interleave.Tests.Search;

/// <summary>A search that leaves something out says so and is no proof.</summary>
public sealed class BoundsTests
{
    // 3 fibers of 9 steps: 1,000 states and far more schedules than anyone would run.
    private static readonly ConcurrentProgram s_program = Independent(3, 9);

    private static readonly SearchOptions s_plain = new()
    {
        Symmetry = false,
        SleepSets = false,
        PersistentSets = false,
    };

    [Theory]
    [InlineData("depth first")]
    [InlineData("breadth first")]
    [InlineData("naive")]
    public void The_number_of_states_is_bounded(string strategy)
    {
        var verdict = Search(strategy, new SearchBounds { MaxStates = 100 });

        Assert.Equal("stopped at 100 states", verdict.Incomplete);
        Assert.False(verdict.Complete);
        Assert.False(verdict.IsProof);
        Assert.InRange(verdict.States, 101, 110);
    }

    [Theory]
    [InlineData("depth first")]
    [InlineData("breadth first")]
    public void A_bound_that_is_not_passed_changes_nothing(string strategy)
    {
        var verdict = Search(strategy, new SearchBounds { MaxStates = 1000, MaxDepth = 27 });

        Assert.True(verdict.IsProof);
        Assert.Equal(1000, verdict.States);
        Assert.Equal(27, verdict.Depth);
    }

    [Theory]
    [InlineData("depth first")]
    [InlineData("breadth first")]
    [InlineData("naive")]
    public void The_length_of_an_execution_is_bounded(string strategy)
    {
        var verdict = Search(strategy, new SearchBounds { MaxDepth = 5 });

        Assert.Equal("executions were cut at 5 steps", verdict.Incomplete);
        Assert.Equal(5, verdict.Depth);

        // The ways to share at most 5 steps among 3 fibers: C(8,3). The naive search counts executions that end: none.
        Assert.Equal(strategy == "naive" ? 0 : 56, verdict.States);
    }

    [Theory]
    [InlineData("depth first")]
    [InlineData("breadth first")]
    [InlineData("livelocks")]
    public void Memory_is_bounded(string strategy)
    {
        var verdict = Search(strategy, new SearchBounds { MaxBytes = 1 });

        Assert.Equal("stopped at 1 byte", verdict.Incomplete);
        Assert.True(verdict.PeakBytes > 0 && verdict.States < 1000);
    }

    // 100,000 states need more than the table may have, however little the rest of the search takes.
    [Theory]
    [InlineData("depth first", MemoryModel.Sequential)]
    [InlineData("breadth first", MemoryModel.Sequential)]
    [InlineData("breadth first", MemoryModel.Tso)]
    [InlineData("breadth first", MemoryModel.Weak)]
    [InlineData("livelocks", MemoryModel.Sequential)]
    public void Memory_is_bounded_while_tables_grow(string strategy, MemoryModel memory)
    {
        var options = s_plain with { Memory = memory };
        var verdict = Search(strategy, new SearchBounds { MaxBytes = 1 << 20 }, Independent(5, 9), options);

        Assert.Equal("stopped at 1 MiB", verdict.Incomplete);
        Assert.InRange(verdict.States, 1000, 99_999);
    }

    // The runtime refuses an array of this length on any machine, as it does others when there is no more memory.
    [Theory]
    [InlineData("depth first", MemoryModel.Sequential)]
    [InlineData("breadth first", MemoryModel.Sequential)]
    [InlineData("breadth first", MemoryModel.Tso)]
    [InlineData("breadth first", MemoryModel.Weak)]
    [InlineData("livelocks", MemoryModel.Sequential)]
    public void A_search_that_runs_out_of_memory_is_incomplete(string strategy, MemoryModel memory)
    {
        var seen = 0;
        var program = Given.Program(machine =>
        {
            var own = machine.Cell("x");
            machine.Fiber("f", () => Count(own, 99));
            machine.Properties.Always(
                "there is memory",
                _ => ++seen > 50 ? $"{new byte[int.MaxValue].Length} bytes" : null
            );
        });

        var verdict = Search(strategy, SearchBounds.None, program, s_plain with { Memory = memory });

        Assert.Matches("^out of memory at [0-9,]+ bytes$", verdict.Incomplete);
        Assert.Empty(verdict.Counterexamples);
        Assert.InRange(verdict.States, 50, 52);
    }

    // Clocks are looked at every 4,096 steps, so these need a program with more.
    [Theory]
    [InlineData("depth first")]
    [InlineData("breadth first")]
    [InlineData("naive")]
    public void Time_is_bounded(string strategy)
    {
        var verdict = Search(strategy, new SearchBounds { MaxTime = TimeSpan.Zero }, Independent(4, 9));

        Assert.Equal("stopped after 0 s", verdict.Incomplete);
    }

    [Theory]
    [InlineData("depth first")]
    [InlineData("breadth first")]
    [InlineData("naive")]
    [InlineData("random")]
    public void A_search_can_be_interrupted(string strategy)
    {
        var options = s_plain with { Cancellation = new CancellationToken(true) };
        var verdict = Search(strategy, SearchBounds.None, Independent(4, 9), options);

        Assert.False(verdict.Complete);
        Assert.InRange(verdict.States, 0, 9999);
        Assert.True(strategy == "random" ? verdict.Executions < 10_000 : verdict.Incomplete == "interrupted");
    }

    // Two fibers that never come back to a local state: walks that look for what is left of the automata find no end of
    // it.
    [Theory]
    [InlineData("stopped at 5,000 states")]
    [InlineData("stopped after 0 s")]
    [InlineData("interrupted")]
    public void A_search_is_bounded_while_it_finds_out_what_steps_are_persistent(string said)
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => Remember(machine, x));
            machine.Fiber("b", () => Remember(machine, x));
        });
        var options = new SearchOptions
        {
            PersistentSetsAfter = 20,
            Bounds = said switch
            {
                "stopped at 5,000 states" => new SearchBounds { MaxStates = 5_000 },
                "stopped after 0 s" => new SearchBounds { MaxTime = TimeSpan.Zero },
                _ => SearchBounds.None,
            },
            Cancellation = new CancellationToken(said == "interrupted"),
        };

        var verdict = StateSpaceSearch.Search(program, options, out var execution);

        Assert.Equal(said, verdict.Incomplete);
        Assert.InRange(execution.Locals.Count, 10, 25_000);
        Assert.Equal(said, Checker.Check(program, options with { Memory = MemoryModel.Weak }).Incomplete);
    }

    [Fact]
    public void A_random_walk_is_never_complete()
    {
        var verdict = Checker.SearchAtRandom(s_program, new SearchOptions(), 7, 50);

        Assert.Equal("50 random executions, seed 7", verdict.Incomplete);
        Assert.Equal((50, 50 * 27, 27), (verdict.Executions, verdict.Transitions, verdict.Depth));
    }

    [Fact]
    public void A_random_walk_is_cut_at_the_depth_bound()
    {
        var verdict = Checker.SearchAtRandom(
            s_program,
            new SearchOptions { Bounds = new SearchBounds { MaxDepth = 4 } },
            7,
            10
        );

        Assert.Equal((10, 40, 4), (verdict.Executions, verdict.Transitions, verdict.Depth));
    }

    private static Verdict Search(
        string strategy,
        SearchBounds bounds,
        ConcurrentProgram? program = null,
        SearchOptions? options = null
    )
    {
        var bounded = (options ?? s_plain) with { Bounds = bounds };
        program ??= s_program;
        return strategy switch
        {
            "depth first" => Checker.Prove(program, bounded),
            "breadth first" => Checker.SearchBreadthFirst(program, bounded),
            "livelocks" => Checker.SearchForLivelock(program, bounded with { Liveness = Liveness.Strong }),
            "naive" => EverySchedule.Search(program, bounded),
            _ => Checker.SearchAtRandom(program, bounded, 1, 10_000),
        };
    }

    private static ConcurrentProgram Independent(int fibers, int steps) =>
        Given.Program(machine =>
        {
            for (var i = 0; i < fibers; i++)
            {
                var own = machine.Cell($"x{i}");
                machine.Fiber($"f{i}", () => Count(own, steps));
            }
        });

    private static async Routine Count(Cell cell, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await cell.Add(1);
        }
    }

    private static async Routine Remember(Machine machine, Cell cell)
    {
        for (var all = 0L; ; await cell.Add(1))
        {
            all = (all * 3) + 1 + await machine.Choose(2, "way");
        }
    }
}
