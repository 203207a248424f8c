using Interleave.Memory;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Tests.Oracles;

namespace Interleave.Tests.Search;

public sealed class CoverageTests
{
    private static readonly Update s_run = static (int state, int _, out int woken) =>
    {
        woken = state == 0 ? 0 : 1;
        return 0;
    };

    private static readonly SearchOptions s_covered = new() { Coverage = true };

    [Fact]
    public void Nothing_is_said_unless_it_is_asked() => Assert.Null(Checker.Check(Sleeper(true)).Coverage);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_wake_up_of_a_sleeper_is_a_hand_over(bool symmetry, bool sleepSets)
    {
        var coverage = Checker
            .Check(Sleeper(true), s_covered with { Symmetry = symmetry, SleepSets = sleepSets })
            .Coverage!;

        Assert.Equal([new WakeUp("Wake", "Sleep")], coverage.HandOvers.ToArray());
        Assert.Equal(["Sleep"], coverage.Waits.ToArray());
        Assert.Equal(["Sleep", "Wake"], coverage.Routines.Select(method => method.Name));
    }

    // Nobody ever has to wait, and the wake-up finds the sleeper running.
    [Fact]
    public void A_wake_up_of_who_is_awake_is_none()
    {
        var coverage = Checker.Check(Sleeper(false), s_covered).Coverage!;

        Assert.Empty(coverage.HandOvers);
        Assert.Empty(coverage.Waits);
    }

    [Fact]
    public void A_routine_behind_a_branch_that_is_not_taken_is_not_entered()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber(
                "f",
                async () =>
                {
                    if (await x.Load() != 0)
                    {
                        await Wake(x);
                    }
                }
            );
        });

        Assert.DoesNotContain(
            "Wake",
            Checker.Check(program, s_covered).Coverage!.Routines.Select(method => method.Name)
        );
    }

    // Every engine that sees all schedules sees the same.
    [Fact]
    public void The_engines_agree()
    {
        foreach (
            var verdict in (Verdict[])
                [EverySchedule.Search(Sleeper(true), s_covered), Checker.SearchBreadthFirst(Sleeper(true), s_covered)]
        )
        {
            var expected = Checker.Check(Sleeper(true), s_covered).Coverage!;
            Assert.Equal(expected.HandOvers.ToArray(), verdict.Coverage!.HandOvers.ToArray());
            Assert.Equal(expected.Routines.ToArray(), verdict.Coverage.Routines.ToArray());
        }
    }

    // The store finds the cell as the waiter wants it already, whenever the waiter waits.
    [Fact]
    public void A_store_that_changes_nothing_for_the_waiter_is_no_hand_over()
    {
        var program = Given.Program(static machine =>
        {
            var (open, x) = (machine.Cell("open"), machine.Cell("x"));
            machine.Fiber("waiter", () => Sleep(x));
            machine.Fiber("first", () => Set(x, 1, open));
            machine.Fiber("second", () => SetAfter(open, x));
        });
        var coverage = Checker.Check(program, s_covered).Coverage!;

        Assert.Equal([new WakeUp("SetAfter", "Sleep")], coverage.HandOvers.ToArray());
    }

    private static ConcurrentProgram Sleeper(bool sleeps) =>
        Given.Program(machine =>
        {
            var state = machine.Cell("state", sleeps ? 1 : 0);
            machine.Fiber("sleeper", () => Sleep(state));
            machine.Fiber("waker", () => Wake(state));
        });

    private static async Routine Sleep(Cell state)
    {
        await state.Until(static (value, _) => value == 0);
        await state.Store(0);
    }

    private static async Routine Wake(Cell state) => await state.Update(s_run, 0);

    private static async Routine Set(Cell x, int value, Cell open)
    {
        await x.Store(value);
        await open.Store(1);
    }

    private static async Routine SetAfter(Cell open, Cell x)
    {
        if (await open.Load() != 0)
        {
            await x.Store(0);
        }
    }
}
