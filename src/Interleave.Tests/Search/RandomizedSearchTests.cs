using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Tests.Oracles;

namespace Interleave.Tests.Search;

/// <summary>Searches at random keep their promises; seeds are fixed, so every frequency is a function of the
/// code.</summary>
public sealed class RandomizedSearchTests
{
    private const int Runs = 4000;

    public static TheoryData<string> Engines => ["walk", "priorities", "orders"];

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_same_seed_makes_the_same_schedules(string engine)
    {
        var program = LostUpdate(5);
        var first = Search(engine, program, 7, 200);
        var again = Search(engine, program, 7, 200);
        var other = Search(engine, program, 8, 200);

        Assert.Equal(Shown(first), Shown(again));
        Assert.NotEqual(Shown(first), Shown(other));
        Assert.False(first.Complete);
        Assert.Equal(200, first.Executions);
    }

    // After all steps of the other fiber: one constraint. A die for each step is right 13 times in a row or not at all.
    [Fact]
    public void A_bug_of_depth_one_is_hit_by_one_execution_in_n_and_not_by_a_walk()
    {
        var program = LateReader(12);

        Assert.InRange(Rate(run => Checker.SearchByPriorities(program, run, 1, 1, Runs)), 0.5 - 0.03, 0.5 + 0.03);
        Assert.InRange(Rate(run => Checker.SearchAtRandom(program, run, 1, Runs)), 0, 0.002);
    }

    // The step of the late reader conflicts with the last of thirteen alone, so it is a matter of which of fourteen
    // priorities is the lowest.
    [Fact]
    public void Sampling_partial_orders_draws_once_for_each_step_that_conflicts_with_nothing()
    {
        var program = LateReader(12);

        Assert.InRange(Rate(run => Checker.SampleOrders(program, run, 1, Runs)), 1 / 14d - 0.015, 1 / 14d + 0.015);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(2, 9)]
    [InlineData(3, 3)]
    [InlineData(3, 6)]
    public void A_bug_is_hit_at_least_as_often_as_the_bound_says(int depth, int padding)
    {
        var program = depth == 2 ? LostUpdate(padding) : TwiceInside(padding);
        var steps = EverySchedule.Search(program).Depth;
        var bound = 1 / (2 * Math.Pow(steps, depth - 1));

        var rate = Rate(run => Checker.SearchByPriorities(program, run, depth, 1, Runs));

        // Four standard deviations of a frequency that is exactly the bound.
        Assert.True(
            rate >= bound - (4 * Math.Sqrt(bound * (1 - bound) / Runs)),
            $"{rate:0.0000} of executions, bound {bound:0.0000}"
        );
    }

    [Fact]
    public void A_bug_of_greater_depth_is_out_of_reach()
    {
        var program = TwiceInside(3);

        Assert.Equal(0, Rate(run => Checker.SearchByPriorities(program, run, 1, 1, Runs)));
    }

    [Fact]
    public void The_report_says_what_may_have_been_missed()
    {
        var verdict = Checker.SearchByPriorities(LateReader(9, breaks: false), new SearchOptions(), 3, 1, 1000);

        // n = 2 fibers, k = 11 steps; the first execution found out how long they are.
        Assert.Equal(
            "a bug of depth 3 is missed with a probability of at most 0.02 (n = 2 fibers, k = 11 steps: the longest "
                + "execution seen; 999 executions since then, each of which hits it with at least 4.1e-3)",
            Assert.Single(verdict.Notes)
        );
    }

    [Fact]
    public void The_report_says_that_choices_are_not_in_the_bound()
    {
        var program = Given.Program(static machine => machine.Fiber("a", async () => await machine.Choose(2, "way")));

        Assert.Contains(
            "choices were drawn at random; the bound is for bugs that depend on none",
            Checker.SearchByPriorities(program, new SearchOptions(), 2, 1, 5).Notes
        );
    }

    [Fact]
    public void An_execution_that_was_cut_is_not_in_the_bound()
    {
        var program = Given.Program(static machine =>
        {
            var cell = machine.Cell("c");
            machine.Fiber("a", () => Spin(cell));
        });
        var options = new SearchOptions { Bounds = SearchBounds.None with { MaxDepth = 50 } };

        var verdict = Checker.SearchByPriorities(program, options, 2, 1, 5);

        Assert.Contains("5 executions were cut, and do not count", verdict.Notes);
        Assert.Contains(verdict.Notes, note => note.Contains("at most 1.00 (", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_counterexample_says_which_execution_showed_it(string engine)
    {
        var program = LostUpdate(2);
        var found = Assert.Single(Search(engine, program, 3, 500).Counterexamples);

        Assert.InRange(found.Execution, 1, 500);
        Assert.Empty(found.Execution == 1 ? [] : Search(engine, program, 3, found.Execution - 1).Counterexamples);
        Assert.Single(Search(engine, program, 3, found.Execution).Counterexamples);
    }

    private static Verdict Search(string engine, ConcurrentProgram program, ulong seed, long runs) =>
        engine switch
        {
            "walk" => Checker.SearchAtRandom(program, new SearchOptions(), seed, runs),
            "priorities" => Checker.SearchByPriorities(program, new SearchOptions(), 2, seed, runs),
            _ => Checker.SampleOrders(program, new SearchOptions(), seed, runs),
        };

    private static string Shown(Verdict verdict) =>
        string.Join(", ", verdict.Counterexamples.Select(found => $"{found.Execution}: {found.Schedule}"));

    private static double Rate(Func<SearchOptions, Verdict> search)
    {
        var hits = 0;
        var verdict = search(new SearchOptions { OnEnd = (_, violation) => hits += violation is null ? 0 : 1 });
        Assert.Equal(Runs, verdict.Executions);
        return (double)hits / Runs;
    }

    private static ConcurrentProgram LateReader(int padding, bool breaks = true) =>
        Given.Program(machine =>
        {
            var cell = machine.Cell("x");
            machine.Fiber("writer", () => WriteLate(machine, cell, padding));
            machine.Fiber("reader", () => ReadOnce(machine, cell, breaks));
        });

    // The other's update falls between load and store: two constraints.
    private static ConcurrentProgram LostUpdate(int padding) =>
        Given.Program(machine =>
        {
            var cell = machine.Cell("x");
            machine.Fiber("a", () => Add(machine, cell, padding));
            machine.Fiber("b", async () => await cell.Add(10));
            machine.Properties.AtEnd("both count", state => state[cell] == 11 ? null : $"x is {state[cell]}");
        });

    // The other steps in between twice, and not at once: three constraints.
    private static ConcurrentProgram TwiceInside(int padding) =>
        Given.Program(machine =>
        {
            var cell = machine.Cell("x");
            machine.Fiber("a", () => LookTwice(machine, cell, padding));
            machine.Fiber("b", () => StoreTwice(machine, cell, padding));
        });

    private static async Routine WriteLate(Machine machine, Cell cell, int padding)
    {
        for (var i = 0; i < padding; i++)
        {
            await machine.Pass("padding");
        }

        await cell.Store(1);
    }

    private static async Routine ReadOnce(Machine machine, Cell cell, bool breaks)
    {
        if (await cell.Load() == 1 && breaks)
        {
            machine.Fail("not late", "late");
        }
    }

    private static async Routine Add(Machine machine, Cell cell, int padding)
    {
        for (var i = 0; i < padding; i++)
        {
            await machine.Pass("padding");
        }

        var value = await cell.Load();
        await cell.Store(value + 1);
    }

    private static async Routine LookTwice(Machine machine, Cell cell, int padding)
    {
        for (var i = 0; i < padding; i++)
        {
            await machine.Pass("padding");
        }

        if (await cell.Load() == 1 && await cell.Load() == 2)
        {
            machine.Fail("not twice inside", "twice");
        }
    }

    private static async Routine StoreTwice(Machine machine, Cell cell, int padding)
    {
        await cell.Store(1);
        for (var i = 0; i < padding; i++)
        {
            await machine.Pass("padding");
        }

        await cell.Store(2);
    }

    private static async Routine Spin(Cell cell)
    {
        while (await cell.Load() == 0) { }
    }
}
