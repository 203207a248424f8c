using Interleave.Programs;
using Interleave.Search;
using Interleave.Tests.RandomPrograms;
using static Interleave.Tests.Search.PersistentRoutines;

namespace Interleave.Tests.Search;

/// <summary>Steps that nothing can come in the way of are taken at once, and only those.</summary>
public sealed class PersistentStepsTests
{
    private static readonly SearchOptions s_reduced = new()
    {
        Symmetry = false,
        SleepSets = false,
        PersistentSetsAfter = 0,
        BarrenWalks = 10,
    };

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

        Assert.Equal(
            (1, 5 * 5 * 5),
            (States(program), States(program, static options => options with { PersistentSets = false }))
        );
    }

    // Once the writer has written it for the last time: what is left are the states before the store, with no load and
    // with one, and the end.
    [Fact]
    public void A_load_is_reduced_once_the_value_changes_no_more()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("writer", () => CountTo(x, 1));
            machine.Fiber("reader", () => LoadTwice(x));
        });

        Assert.Equal(
            (3, 6),
            (States(program), States(program, static options => options with { PersistentSets = false }))
        );
    }

    [Fact]
    public void A_critical_section_is_one_step()
    {
        var program = Guarded(static machine => { });

        // Nobody, one of three, or all are through: who is last meets nobody.
        Assert.Equal(5, States(program));
        Assert.Equal(32, States(program, static options => options with { LiptonReduction = false }));
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
        Checker.Prove(program, s_reduced with { OnEnd = (execution, _) => seen.Add(execution.Memory[2]) });

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
        Checker.Prove(program, s_reduced with { OnEnd = (execution, _) => seen.Add(execution.Memory[2]) });

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

        Assert.NotEmpty(Checker.Prove(program, s_reduced).Counterexamples);
        Assert.Empty(
            Checker.Prove(program, s_reduced with { Rules = BrokenRules.Named("IgnoreVisibility") }).Counterexamples
        );
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

        Assert.NotEmpty(Checker.Prove(program, s_reduced).Counterexamples);
        Assert.Throws<InvalidOperationException>(() =>
            Checker.Prove(program, s_reduced with { Rules = BrokenRules.Named("IgnoreCycleProviso") })
        );
    }

    private static ConcurrentProgram Guarded(Action<Machine> more) =>
        Given.Program(machine =>
        {
            var (gate, x) = (machine.Mutex("gate"), machine.Cell("x"));
            for (var fiber = 0; fiber < 3; fiber++)
            {
                machine.Fiber($"{fiber}", () => Increment(gate, x));
            }

            more(machine);
        });

    private static long States(ConcurrentProgram program, Func<SearchOptions, SearchOptions>? change = null)
    {
        var verdict = Checker.Prove(program, change?.Invoke(s_reduced) ?? s_reduced);
        Assert.True(verdict.IsProof);
        return verdict.States;
    }
}
