using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Search;

/// <summary>What a caller does when its callee has returned, whatever the search leaves out.</summary>
public sealed class CallerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_caller_may_look_at_what_the_fiber_holds(bool symmetry)
    {
        var verdict = Prove(
            symmetry,
            static machine =>
            {
                var x = machine.Cell("x");
                var token = machine.Resource("token");
                machine.Fiber("a", () => DropIfHeld(machine, token, x));
                machine.Properties.AtEnd("dropped", state => state.Held(token) == 0 ? null : "held");
            }
        );

        Assert.True(verdict.IsProof);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_property_may_ask_for_a_caller_that_only_returns(bool symmetry)
    {
        var verdict = Prove(
            symmetry,
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => OnlyCall(x));
                machine.Properties.Sometimes("called", static state => state.Inside("only_call") == 1);
            }
        );

        Assert.True(verdict.IsProof);
    }

    // Three places each: with the caller left out the two fibers are in the same.
    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 9)]
    public void Who_has_called_its_way_into_a_role_is_equal_to_who_began_there(bool isEliminated, long states)
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("calls", () => CallLoadTwice(x));
            machine.Fiber("loads", () => LoadTwice(x));
        });
        var options = new SearchOptions { PersistentSets = false, TailCallElimination = isEliminated };

        Assert.Equal(states, Checker.Prove(program, options).States);
    }

    [Fact]
    public void A_routine_without_a_name_cannot_be_asked_for()
    {
        var error = Assert.Throws<RoutineMisuseException>(() =>
            Prove(
                true,
                static machine =>
                {
                    var x = machine.Cell("x");
                    machine.Fiber("a", () => LoadTwice(x));
                    machine.Properties.Sometimes("inside", static state => state.Inside(nameof(LoadTwice)) == 1);
                }
            )
        );

        Assert.Contains("LoadTwice", error.Message, StringComparison.Ordinal);
    }

    private static Verdict Prove(bool symmetry, Action<Machine> fill) =>
        Checker.Prove(Given.Program(fill), new SearchOptions { Symmetry = symmetry });

    private static async Routine DropIfHeld(Machine machine, Resource token, Cell x)
    {
        await Take(machine, token, x);
        if (machine.Holds(token) > 0)
        {
            machine.Drop(token);
        }
    }

    private static async Routine Take(Machine machine, Resource token, Cell x)
    {
        await x.Load();
        machine.Hold(token);
        await x.Load();
    }

    [RoutineName("only_call")]
    private static async Routine OnlyCall(Cell x) => await LoadTwice(x);

    private static async Routine LoadTwice(Cell x)
    {
        await x.Load();
        await x.Load();
    }

    private static async Routine CallLoadTwice(Cell x) => await LoadTwice(x);
}
