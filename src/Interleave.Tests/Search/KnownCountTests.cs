using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Tests.Oracles;

namespace Interleave.Tests.Search;

/// <summary>Programs whose numbers of executions and states follow from a formula.</summary>
public sealed class KnownCountTests
{
    private static readonly SearchOptions s_plain = new()
    {
        Symmetry = false,
        SleepSets = false,
        PersistentSets = false,
    };
    private static readonly SearchOptions s_sleep = s_plain with { SleepSets = true };
    private static readonly SearchOptions s_symmetry = s_plain with { Symmetry = true };

    // n fibers of k steps that commute: (nk)!/(k!)^n schedules, (k+1)^n states, C(n+k,k) of them up to symmetry.
    [Theory]
    [InlineData(1, 5, 1, 6, 6)]
    [InlineData(2, 3, 20, 16, 10)]
    [InlineData(3, 2, 90, 27, 10)]
    [InlineData(3, 3, 1680, 64, 20)]
    [InlineData(4, 2, 2520, 81, 15)]
    [InlineData(5, 1, 120, 32, 6)]
    public void Fibers_of_independent_steps(int fibers, int steps, long schedules, long states, long classes)
    {
        var program = Given.Program(machine =>
        {
            for (var i = 0; i < fibers; i++)
            {
                machine.Fiber($"f{i}", () => Pass(machine, steps));
            }
        });

        Assert.Equal(schedules, EverySchedule.Search(program).Executions);
        Assert.Equal(states, Checker.Prove(program, s_plain).States);
        Assert.Equal(states, Checker.SearchBreadthFirst(program, s_plain).States);
        Assert.Equal(classes, Checker.Prove(program, s_symmetry).States);
        Assert.Equal(classes, Checker.Prove(program).States);

        // Each fiber's step out of each state in which it has one left; of equal fibers one, so for each step the ways
        // to place the other fibers. With sleep sets no state is met twice.
        var unequal = steps * classes * fibers / (fibers + steps);
        Assert.Equal(fibers * steps * states / (steps + 1), Checker.Prove(program, s_plain).Transitions);
        Assert.Equal(unequal, Checker.Prove(program, s_symmetry).Transitions);
        Assert.Equal(unequal, Checker.SearchBreadthFirst(program).Transitions);
        Assert.Equal(states - 1, Checker.Prove(program, s_sleep).Transitions);
        Assert.Equal(classes - 1, Checker.Prove(program).Transitions);
    }

    // Each decrements; the one that comes to 0 sets the flag; a waiter waits for it. P! orders of the decrements. A set
    // of fibers has decremented, not all: 2^P - 1 states; all have and one is to set the flag: P; then set, then seen.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 6)]
    [InlineData(5, 120)]
    public void The_last_one_out_wakes_the_waiter(int putters, long schedules)
    {
        var program = Given.Program(machine =>
        {
            var count = machine.Cell("count", putters);
            var flag = machine.Cell("flag");
            for (var i = 0; i < putters; i++)
            {
                machine.Fiber($"p{i}", () => Put(count, flag));
            }

            machine.Fiber("waiter", async () => await flag.Until(static (value, _) => value != 0));
        });

        var naive = EverySchedule.Search(program);
        Assert.Empty(naive.Counterexamples);
        Assert.Equal((schedules, putters + 2), (naive.Executions, naive.Depth));
        Assert.Equal((1L << putters) + putters + 1, Checker.Prove(program, s_plain).States);
        Assert.Equal((1L << putters) + putters + 1, Checker.Prove(program, s_sleep).States);
        Assert.Equal(putters + 3, Checker.Prove(program).States);
        Assert.Equal(putters + 3, Checker.SearchBreadthFirst(program).States);
    }

    // The waiter reads the count (L), says that it sleeps (S) and sleeps (U); the putter decrements (D), looks for a
    // sleeper (R) and wakes it (W). LDSRWU, LSDRWU, LDRS, DLR, DRL: the third sleeps for ever.
    [Fact]
    public void A_lost_wake_up_is_one_schedule_of_five()
    {
        var program = Given.Program(static machine =>
        {
            var count = machine.Cell("count", 1);
            var sleeping = machine.Cell("sleeping");
            var flag = machine.Cell("flag");
            machine.Fiber("waiter", () => CheckAndSleep(count, sleeping, flag));
            machine.Fiber("putter", () => PutAndWake(count, sleeping, flag));
        });
        var blocked = 0;

        var naive = EverySchedule.Search(
            program,
            new SearchOptions { OnEnd = (_, violation) => blocked += violation is null ? 0 : 1 }
        );

        Assert.Equal((5, 1), (naive.Executions, blocked));
        Assert.Equal("0 1x2 0", Assert.Single(naive.Counterexamples).Schedule.ToString());
        Assert.Equal("0 1x2 0", Assert.Single(Checker.Check(program).Counterexamples).Schedule.ToString());
    }

    // Load and store by n fibers: (2n)!/2^n schedules, and any result from 1 to n.
    [Theory]
    [InlineData(2, 6)]
    [InlineData(3, 90)]
    [InlineData(4, 2520)]
    public void Unlocked_increments(int fibers, long schedules)
    {
        var results = new SortedSet<int>();
        var program = Given.Program(machine =>
        {
            var x = machine.Cell("x");
            for (var i = 0; i < fibers; i++)
            {
                machine.Fiber($"f{i}", async () => await x.Store(await x.Load() + 1));
            }
        });

        var naive = EverySchedule.Search(
            program,
            new SearchOptions { OnEnd = (execution, _) => results.Add(execution.Memory[0]) }
        );

        Assert.Equal(schedules, naive.Executions);
        Assert.Equal(Enumerable.Range(1, fibers), results);
    }

    private static async Routine Pass(Machine machine, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await machine.Pass("pass");
        }
    }

    private static async Routine Put(Cell count, Cell flag)
    {
        if (await count.Add(-1) == 0)
        {
            await flag.Store(1);
        }
    }

    private static async Routine CheckAndSleep(Cell count, Cell sleeping, Cell flag)
    {
        if (await count.Load() != 0)
        {
            await sleeping.Store(1);
            await flag.Until(static (value, _) => value != 0);
        }
    }

    private static async Routine PutAndWake(Cell count, Cell sleeping, Cell flag)
    {
        await count.Add(-1);
        if (await sleeping.Load() == 1)
        {
            await flag.Store(1);
        }
    }
}
