using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Tests.RandomPrograms;
using static Interleave.Tests.Search.PersistentRoutines;

namespace Interleave.Tests.Search;

/// <summary>A search with persistent steps begins anew where it meets what it did not reckon with.</summary>
public sealed class ReducedPassTests
{
    private static readonly SearchOptions s_reduced = new()
    {
        Symmetry = false,
        SleepSets = false,
        PersistentSetsAfter = 0,
        BarrenWalks = 10,
    };

    // When the search begins to be persistent, nobody has met the flag yet, and so it is not known that anybody stores
    // to the cell.
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
        var late = s_reduced with { PersistentSetsAfter = 6, BarrenWalks = 0 };

        Assert.Empty(Checker.Prove(program, late).NeverReached);
        Assert.NotEmpty(Checker.Prove(program, late with { Rules = BrokenRules.Named("OverlookNews") }).NeverReached);
    }

    // The property looks at the second cell only where the first is 2. By then another property looks at two cells no
    // more.
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

        Assert.NotEmpty(Checker.Prove(program, s_reduced).Counterexamples);
    }

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
        var verdict = Checker.Prove(late, s_reduced);

        Assert.True(verdict.IsProof);
        Assert.Equal(Checker.Prove(program, s_reduced).States, verdict.States);
        Assert.True(verdict.States < Checker.Prove(late, s_reduced with { PersistentSets = false }).States);
    }

    // Of the 100,000 states of the first pass there is one left.
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
        var plain = Checker.Prove(program, s_reduced with { PersistentSets = false });
        var persistent = Checker.Prove(program, s_reduced with { PersistentSetsAfter = plain.States - 1 });

        Assert.Equal((100_000, 1), (plain.States, persistent.States));
        Assert.Equal(plain.PeakBytes, persistent.PeakBytes);
    }

    // The search with persistent steps comes to the violation at once; the one that follows, for all others, has to
    // stop before.
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
        var verdict = Checker.Prove(program, s_reduced with { Bounds = new SearchBounds { MaxStates = 10 } });

        Assert.Equal("stopped at 10 states", verdict.Incomplete);
        Assert.Equal("fails", Assert.Single(verdict.Counterexamples).Violation.Property);
    }

    private static ImmutableArray<Cell> StoreApart(Machine machine)
    {
        ImmutableArray<Cell> cells = [machine.Cell("x"), machine.Cell("y")];
        foreach (var cell in cells)
        {
            machine.Fiber(cell.Name, () => CountTo(cell, 5));
        }

        return cells;
    }
}
