using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Search;

/// <summary>
/// Steps on one cell that lead to the same state in either order are taken in one. Two fibers of one step each: four
/// states, and four steps if both orders are taken, three if not.
/// </summary>
public sealed class CommutingTests
{
    [Fact]
    public void Increments_whose_results_nobody_looks_at_commute() =>
        AssertSteps(3, 4, static x => Ignore(x, 1), static x => Ignore(x, -2));

    [Fact]
    public void A_decrement_that_comes_nowhere_near_what_is_tested_commutes() =>
        AssertSteps(3, 4, static x => StopAt(x, 5), static x => StopAt(x, 6));

    [Fact]
    public void A_load_that_sees_the_same_value_commutes_with_a_store() =>
        AssertSteps(3, 4, static x => StoreOnly(x, 10), static x => LoadOnly(x));

    [Fact]
    public void Swaps_that_both_fail_commute() => AssertSteps(3, 4, static x => Swap(x, 3), static x => Swap(x, 4));

    // Five states and not four: the cell ends up as the second store leaves it.
    [Fact]
    public void Stores_of_different_values_do_not() =>
        AssertSteps(4, 4, static x => StoreOnly(x, 1), static x => StoreOnly(x, 2));

    // The first to decrement has a store to do, and either of two comes next; four last steps.
    [Fact]
    public void A_decrement_that_is_tested_does_not() =>
        AssertSteps(10, 10, static x => StopAt(x, 9), static x => StopAt(x, 9));

    private static void AssertSteps(long byValue, long byCell, Func<Cell, Routine> one, Func<Cell, Routine> other)
    {
        var program = Given.Program(machine =>
        {
            var x = machine.Cell("x", 10);
            machine.Fiber("one", () => one(x));
            machine.Fiber("other", () => other(x));
        });
        var options = new SearchOptions { Symmetry = false };
        var verdict = Checker.Prove(program, options);
        var without = Checker.Prove(program, options with { ConditionalIndependence = false });

        Assert.Equal((byValue, byCell), (verdict.Transitions, without.Transitions));
        Assert.Equal(without.States, verdict.States);
    }

    private static async Routine Ignore(Cell x, int delta) => await x.Add(delta);

    private static async Routine StoreOnly(Cell x, int value) => await x.Store(value);

    private static async Routine LoadOnly(Cell x) => await x.Load();

    private static async Routine Swap(Cell x, int expected) => await x.CompareExchange(expected, 0);

    private static async Routine StopAt(Cell x, int value)
    {
        if (await x.Add(-1) == value)
        {
            await x.Store(0);
        }
    }
}
