using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Search;

/// <summary>Values that a routine does not read again do not tell states apart; values that it reads do.</summary>
public sealed class DeadLocalTests
{
    // Six states before the writer's step; behind it five in which the reader saw 0, and five or six in which it sees
    // 1. The last step but one is the only place where a used value alone tells two of them apart.
    [Fact]
    public void A_value_that_was_used_is_forgotten()
    {
        AssertStates(static (x, y) => UseThenRest(x, y), kept: 16, leftOut: 15);
        AssertStates(static (x, y) => RestThenUse(x, y), kept: 17, leftOut: 17);
    }

    [Fact]
    public void A_value_is_read_again_in_the_next_round() =>
        AssertStates(static (x, y) => Rounds(x, y), kept: 29, leftOut: 29);

    [Fact]
    public void A_value_is_read_behind_an_await_that_comes_later() =>
        AssertStates(static (x, y) => ReadLate(x, y), kept: 17, leftOut: 17);

    [Fact]
    public void A_callers_value_is_forgotten_while_it_waits_for_its_last_call() =>
        AssertStates(static (x, y) => UseThenCall(x, y), kept: 19, leftOut: 17);

    private static void AssertStates(Func<Cell, Cell, Routine> body, long kept, long leftOut)
    {
        var program = Given.Program(machine =>
        {
            var (x, y) = (machine.Cell("x"), machine.Cell("y"));
            machine.Fiber("reader", () => body(x, y));
            machine.Fiber("writer", async () => await x.Store(1));
        });
        var options = new SearchOptions { Symmetry = false };
        Assert.Equal(
            (kept, leftOut),
            (
                Checker.Prove(program, options with { DropsDeadLocals = false }).States,
                Checker.Prove(program, options).States
            )
        );
    }

    private static async Routine UseThenRest(Cell x, Cell y)
    {
        var seen = await x.Load();
        await y.Store(2);
        await y.Store(seen);
        await y.Store(3);
        await y.Store(4);
    }

    private static async Routine RestThenUse(Cell x, Cell y)
    {
        var seen = await x.Load();
        await y.Store(3);
        await y.Store(4);
        await y.Store(2);
        await y.Store(seen);
    }

    private static async Routine Rounds(Cell x, Cell y)
    {
        var last = 0;
        for (var i = 0; i < 3; i++)
        {
            await y.Store(last);
            last = await x.Load();
            await y.Store(5);
        }
    }

    private static async Routine ReadLate(Cell x, Cell y)
    {
        var seen = await x.Load();
        if (await y.Load() == 0)
        {
            await y.Store(1);
            await y.Store(2);
        }

        await y.Store(seen);
    }

    private static async Routine UseThenCall(Cell x, Cell y)
    {
        var seen = await x.Load();
        await y.Store(7);
        await y.Store(seen);
        await Rest(y);
        await y.Store(8);
    }

    private static async Routine Rest(Cell y)
    {
        await y.Store(3);
        await y.Store(4);
    }
}
