using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Tests.Oracles;

namespace Interleave.Tests.Search;

/// <summary>A violation ends an execution: what lies behind it is not looked at.</summary>
public sealed class BehindViolationTests
{
    // After the second fiber's store and the third's two steps, the first alone is left, in a violated state. It is met
    // twice: the first time with the first fiber asleep, the second time with the first fiber awake.
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_violated_state_that_is_met_again_is_not_explored_either(bool symmetry, bool sleepSets)
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            var y = machine.Cell("y");
            var loaded = machine.Resource("loaded");
            machine.Fiber("loads", () => LoadAndHold(machine, x, loaded));
            machine.Fiber("stores", () => Store(x));
            machine.Fiber("stores and loads", () => StoreAndLoad(machine, y, x, loaded));
            machine.Properties.Always(
                "one after the other",
                state => state[x] + state.Held(loaded) == 2 ? "two of three" : null
            );
            machine.Properties.AtEnd("not reached", static _ => "reached behind a violation");
        });

        var options = new SearchOptions { Symmetry = symmetry, SleepSets = sleepSets };

        Assert.Equal(
            "one after the other",
            Assert.Single(Checker.Prove(program, options).Counterexamples).Violation.Property
        );
    }

    // Storing x first is a violation, so nothing behind it is explored; and a sleep set would say that storing it
    // second leads to nothing new. The end would never be seen.
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void One_violation_does_not_hide_another(bool symmetry, bool sleepSets)
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            var y = machine.Cell("y");
            machine.Fiber("a", () => Store(x));
            machine.Fiber("b", () => Store(y));
            machine.Properties.Always("y first", state => state[x] == 1 && state[y] == 0 ? "x is first" : null);
            machine.Properties.AtEnd("never", static _ => "always violated");
        });

        var options = new SearchOptions { Symmetry = symmetry, SleepSets = sleepSets };

        Assert.Equal(["never", "y first"], Violated(Checker.Prove(program, options)));
        Assert.Equal(["never", "y first"], Violated(Checker.Check(program, options)));
        Assert.Equal(["never", "y first"], Violated(Checker.SearchBreadthFirst(program, options)));
        Assert.Equal(["never", "y first"], Violated(EverySchedule.Search(program, options)));
    }

    private static IEnumerable<string> Violated(Verdict verdict) =>
        verdict.Counterexamples.Select(static c => c.Violation.Property).Order();

    private static async Routine LoadAndHold(Machine machine, Cell x, Resource loaded)
    {
        await x.Load();
        machine.Hold(loaded);
    }

    private static async Routine Store(Cell cell) => await cell.Store(1);

    private static async Routine StoreAndLoad(Machine machine, Cell y, Cell x, Resource loaded)
    {
        await y.Store(1);
        await x.Load();
        machine.Hold(loaded);
    }
}
