using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.Traps;

/// <summary>Everything is declared before the first fiber runs.</summary>
public sealed class DeclarationTests
{
    [Theory]
    [InlineData("cell")]
    [InlineData("lifetime")]
    [InlineData("mutex")]
    [InlineData("resource")]
    [InlineData("fiber")]
    public void A_running_routine_declares_nothing(string what)
    {
        var message = Refusal.Of(machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => Declare(machine, x, what));
        });

        Assert.Equal("late was declared by a running routine: declare everything beforehand.", message);
    }

    [Fact]
    public void A_registry_grows_only_while_the_machine_is_set_up()
    {
        var message = Refusal.Of(static machine =>
        {
            var cells = machine.Registry<Cell>();
            cells.Add(machine.Cell("x"));
            machine.Fiber("a", () => Register(cells));
        });

        Assert.Contains("a Cell was declared by a running routine", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registry_takes_only_what_cannot_change()
    {
        var message = Refusal.Of(static machine => machine.Registry<List<int>>().Add([1]));

        Assert.Contains("List`1._items (not readonly) can change", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_routine_may_look_up_what_is_in_a_registry()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var cells = machine.Registry<Cell>();
                for (var i = 0; i < 3; i++)
                {
                    Assert.Equal($"x{i}", cells.Add(machine.Cell($"x{i}")).Name);
                }

                machine.Fiber("a", () => AddToAll(cells));
                machine.Properties.AtEnd("all", state => cells.All(cell => state[cell] == 1) ? null : "not all");
            })
        );

        Assert.True(verdict.IsProof);
        Assert.Equal(4, verdict.States);
    }

    private static async Routine Declare(Machine machine, Cell x, string what)
    {
        await x.Load();
        switch (what)
        {
            case "cell":
                machine.Cell("late");
                break;
            case "lifetime":
                machine.Lifetime("late");
                break;
            case "mutex":
                machine.Mutex("late");
                break;
            case "resource":
                machine.Resource("late");
                break;
            default:
                machine.Fiber("late", () => Declare(machine, x, what));
                break;
        }
    }

    private static async Routine Register(Registry<Cell> cells)
    {
        await cells[0].Load();
        cells.Add(cells[0]);
    }

    private static async Routine AddToAll(Registry<Cell> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            await cells[i].Add(1);
        }
    }
}
