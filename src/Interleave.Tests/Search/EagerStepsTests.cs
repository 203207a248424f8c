using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Search;

/// <summary>Steps that nothing can come in the way of are taken at once, and only those.</summary>
public sealed class EagerStepsTests
{
    private static readonly SearchOptions s_eager =
        new() { Symmetry = false, SleepSets = false, EagerAfter = 0, BarrenWalks = 10 };

    [Fact]
    public void Steps_on_cells_of_ones_own_make_no_states()
    {
        var program = Given.Program(static machine =>
        {
            for (var fiber = 0; fiber < 3; fiber++)
            {
                var own = machine.Cell($"own {fiber}");
                machine.Fiber($"{fiber}", () => CountTo(own, 4));
            }
        });

        Assert.Equal((1, 5 * 5 * 5), (States(program), States(program, static options => options with { PersistentSets = false })));
    }

    // Once the writer has written it for the last time: what is left are the states before the store, with no load and with one, and
    // the end.
    [Fact]
    public void A_load_is_eager_once_the_value_changes_no_more()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("writer", () => CountTo(x, 1));
            machine.Fiber("reader", () => LoadTwice(x));
        });

        Assert.Equal((3, 6), (States(program), States(program, static options => options with { PersistentSets = false })));
    }

    [Fact]
    public void A_critical_section_is_one_step()
    {
        var program = Guarded(static machine => { });

        // Nobody, one of three, or all are through: who is last meets nobody.
        Assert.Equal(5, States(program));
        Assert.Equal(32, States(program, static options => options with { LockAtomicity = false }));
    }

    [Fact]
    public void Who_looks_without_the_lock_sees_what_is_inside()
    {
        var seen = new HashSet<int>();
        var program = Guarded(machine =>
        {
            var (x, y) = (machine.Cells[1], machine.Cell("y"));
            machine.Fiber("looks", () => Copy(x, y));
        });
        Checker.Prove(program, s_eager with { OnEnd = (execution, _) => seen.Add(execution.Memory[2]) });

        Assert.Equal([0, 1, 2, 3], seen.Order());
    }

    [Fact]
    public void Who_tries_the_lock_meets_it_held()
    {
        var seen = new HashSet<int>();
        var program = Given.Program(machine =>
        {
            var (x, gate, tried) = (machine.Cell("x"), machine.Mutex("gate"), machine.Cell("tried"));
            machine.Fiber("holds", () => Increment(gate, x));
            machine.Fiber("tries", () => Try(gate, tried));
        });
        Checker.Prove(program, s_eager with { OnEnd = (execution, _) => seen.Add(execution.Memory[2]) });

        Assert.Equal([0, 1], seen.Order());
    }

    [Fact]
    public void What_a_property_sees_is_not_passed_over()
    {
        var program = Given.Program(static machine =>
        {
            var (x, y) = (machine.Cell("x"), machine.Cell("y"));
            machine.Fiber("flickers", () => Flicker(x));
            machine.Fiber("other", () => CountTo(y, 2));
            machine.Properties.Always("dark", state => state[x] == 0 ? null : "light");
        });

        Assert.NotEmpty(Checker.Prove(program, s_eager).Counterexamples);
        Assert.Empty(Checker.Prove(program, s_eager with { Fault = DeliberateFault.BeEagerInSight }).Counterexamples);
    }

    [Fact]
    public void Who_goes_round_in_circles_does_not_keep_others_from_going_on()
    {
        var program = Given.Program(static machine =>
        {
            var (x, y) = (machine.Cell("x"), machine.Cell("y"));
            machine.Fiber("waits", () => WaitBySpinning(x), isDaemon: true);
            machine.Fiber("fails", () => Fail(machine, y));
        });

        Assert.NotEmpty(Checker.Prove(program, s_eager).Counterexamples);
        Assert.Throws<InvalidOperationException>(
            () => Checker.Prove(program, s_eager with { Fault = DeliberateFault.BeEagerInCircles }));
    }

    // When the search begins to be eager, nobody has met the flag yet, and so it is not known that anybody stores to the cell.
    [Fact]
    public void What_is_met_too_late_is_taken_into_account()
    {
        var program = Given.Program(static machine =>
        {
            var (flag, x, y) = (machine.Cell("flag"), machine.Cell("x"), machine.Cell("y"));
            machine.Fiber("stores if told", () => StoreIf(flag, x));
            machine.Fiber("loads", () => Copy(x, y));
            machine.Fiber("tells", () => CountTo(flag, 1));
            machine.Properties.Sometimes("seen", state => state[y] == 1);
        });
        var late = s_eager with { EagerAfter = 6, BarrenWalks = 0 };

        Assert.Empty(Checker.Prove(program, late).NeverReached);
        Assert.NotEmpty(Checker.Prove(program, late with { Fault = DeliberateFault.OverlookNews }).NeverReached);
    }

    // The property looks at the second cell only where the first is 2. By then another property looks at two cells no more.
    [Fact]
    public void What_a_property_looks_at_late_is_not_made_up_for_by_what_another_looks_at_no_more()
    {
        var program = Given.Program(static machine =>
        {
            var (x, y, p, q) = (machine.Cell("x"), machine.Cell("y"), machine.Cell("p"), machine.Cell("q"));
            machine.Fiber("adds", () => AddBoth(x, y));
            machine.Fiber("stores", () => CountTo(x, 1));
            machine.Fiber("reaches", () => CountTo(p, 1));
            machine.Properties.Always("together", state => state[x] == 2 && state[y] == 0 ? "apart" : null);
            machine.Properties.Sometimes("reached", state => state[q] == 0 && state[p] == 1);
        });

        Assert.NotEmpty(Checker.Prove(program, s_eager).Counterexamples);
    }

    // Of the 100,000 states of the first pass there is one left.
    // Only the last state of all is of interest: while it has not been reached, every store can be seen.
    [Fact]
    public void What_is_reached_late_makes_no_more_states_than_what_is_reached_early()
    {
        var program = Given.Program(machine => StoreApart(machine));
        var late = Given.Program(machine =>
        {
            var cells = StoreApart(machine);
            machine.Properties.Sometimes("both are done", state => cells.All(cell => state[cell] == 5));
        });
        var verdict = Checker.Prove(late, s_eager);

        Assert.True(verdict.IsProof);
        Assert.Equal(Checker.Prove(program, s_eager).States, verdict.States);
        Assert.True(verdict.States < Checker.Prove(late, s_eager with { PersistentSets = false }).States);
    }

    [Fact]
    public void The_most_memory_is_that_of_the_pass_that_took_most()
    {
        var program = Given.Program(static machine =>
        {
            for (var fiber = 0; fiber < 5; fiber++)
            {
                var own = machine.Cell($"own {fiber}");
                machine.Fiber($"{fiber}", () => CountTo(own, 9));
            }
        });
        var plain = Checker.Prove(program, s_eager with { PersistentSets = false });
        var eager = Checker.Prove(program, s_eager with { EagerAfter = plain.States - 1 });

        Assert.Equal((100_000, 1), (plain.States, eager.States));
        Assert.Equal(plain.PeakBytes, eager.PeakBytes);
    }

    // The search with eager steps comes to the violation at once; the one that follows, for all others, has to stop before.
    [Fact]
    public void What_was_found_is_not_lost_to_a_bound()
    {
        var program = Given.Program(static machine =>
        {
            for (var fiber = 0; fiber < 3; fiber++)
            {
                var own = machine.Cell($"own {fiber}");
                machine.Fiber($"{fiber}", () => CountTo(own, 9));
            }

            var y = machine.Cell("y");
            machine.Fiber("fails", () => Fail(machine, y));
        });
        var verdict = Checker.Prove(program, s_eager with { Bounds = new SearchBounds { MaxStates = 10 } });

        Assert.Equal("stopped at 10 states", verdict.Incomplete);
        Assert.Equal("fails", Assert.Single(verdict.Counterexamples).Violation.Property);
    }

    private static ConcurrentProgram Guarded(Action<Machine> more) => Given.Program(machine =>
    {
        var (gate, x) = (machine.Mutex("gate"), machine.Cell("x"));
        for (var fiber = 0; fiber < 3; fiber++)
        {
            machine.Fiber($"{fiber}", () => Increment(gate, x));
        }

        more(machine);
    });

    private static ImmutableArray<Cell> StoreApart(Machine machine)
    {
        ImmutableArray<Cell> cells = [machine.Cell("x"), machine.Cell("y")];
        foreach (var cell in cells)
        {
            machine.Fiber(cell.Name, () => CountTo(cell, 5));
        }

        return cells;
    }

    private static long States(ConcurrentProgram program, Func<SearchOptions, SearchOptions>? change = null)
    {
        var verdict = Checker.Prove(program, change?.Invoke(s_eager) ?? s_eager);
        Assert.True(verdict.IsProof);
        return verdict.States;
    }

    private static async Routine CountTo(Cell x, int value)
    {
        for (var i = 1; i <= value; i++)
        {
            await x.Store(i);
        }
    }

    private static async Routine AddBoth(Cell x, Cell y)
    {
        await x.Add(1);
        await y.Add(1);
    }

    private static async Routine LoadTwice(Cell x)
    {
        if (await x.Load() == 0)
        {
            await x.Load();
        }
    }

    private static async Routine Increment(Mutex gate, Cell x)
    {
        await gate.Acquire();
        var value = await x.Load();
        await x.Store(value + 1);
        await gate.Release();
    }

    private static async Routine Try(Mutex gate, Cell tried)
    {
        if (await gate.TryAcquire())
        {
            await tried.Store(1);
            await gate.Release();
        }
    }

    private static async Routine Copy(Cell x, Cell y)
    {
        var value = await x.Load();
        await y.Store(value);
    }

    private static async Routine Flicker(Cell x)
    {
        await x.Store(1);
        await x.Store(0);
    }

    private static async Routine WaitBySpinning(Cell x)
    {
        while (await x.Load() == 0)
        {
        }
    }

    private static async Routine StoreIf(Cell flag, Cell x)
    {
        if (await flag.Load() == 1)
        {
            await x.Store(1);
        }
    }

    private static async Routine Fail(Machine machine, Cell y)
    {
        await y.Load();
        machine.Fail("fails", "it does");
    }
}
