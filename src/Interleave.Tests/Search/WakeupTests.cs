using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.Search;

/// <summary>Where wakeup trees and source sets differ, and where they do not.</summary>
public sealed class WakeupTests
{
    // lastzero(N) of Abdulla, Aronis, Jonsson and Sagonas (POPL 2014, section 8): N cells count up from their
    // neighbours, and one fiber looks for the last zero. It has (N + 3) 2^(N - 2) traces: their table has 64 for N = 5,
    // and 3,328 for N = 10.
    [Theory]
    [InlineData(2, 5)]
    [InlineData(3, 12)]
    [InlineData(4, 28)]
    [InlineData(5, 64)]
    [InlineData(6, 144)]
    [InlineData(10, 3328)]
    public void Nothing_is_begun_in_vain_in_search_of_the_last_zero(int cells, long traces)
    {
        var program = LastZero(cells);

        var optimal = Checker.SearchPartialOrdersOptimally(program);
        var source = Checker.SearchPartialOrders(program);

        Assert.True(optimal.IsProof);
        Assert.Equal((traces, 0), (optimal.Executions, optimal.RedundantExecutions));
        Assert.Equal(traces, source.Executions);
        Assert.Equal(cells > 2, source.RedundantExecutions > 0);
    }

    // The second fiber's load comes before or after the third's store, or the third waits for ever for the lock that
    // the first took and, having failed, does not drop. Source sets come to one of these ends only in an execution that
    // repeats another: it is asked for those who wait, too.
    [Fact]
    public void Who_waits_when_a_repetition_is_given_up_is_asked_too()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            var y = machine.Cell("y");
            var mutex = machine.Mutex("mutex");
            machine.Fiber("fails", () => LockAndFail(machine, mutex, x));
            machine.Fiber("loads", async () => await y.Load());
            machine.Fiber("locks", () => LockTwice(mutex, y));
        });

        Assert.Equal(4, Checker.SearchPartialOrders(program).Executions);
        Assert.Equal(4, Checker.SearchPartialOrdersOptimally(program).Executions);
    }

    // The first fiber's load is a violation only before the second's store; the third's addition is seen by a property.
    // In the execution that shows that the load can come first, the addition comes behind it, and there it is no
    // violation.
    [Fact]
    public void What_is_visible_only_in_one_order_comes_after_what_is_visible_too()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            var y = machine.Cell("y");
            machine.Fiber("fails", () => FailOnZero(machine, x));
            machine.Fiber("stores", () => LoadAndStore(x));
            machine.Fiber("adds", async () => await y.Add(1));
            machine.Properties.Sometimes("y is 1", state => state[y] == 1);
        });

        var optimal = Checker.SearchPartialOrdersOptimally(program);

        Assert.Equal((3, 0), (optimal.Executions, optimal.RedundantExecutions));
        Assert.Equal(3, Checker.SearchPartialOrders(program).Executions);
    }

    private static ConcurrentProgram LastZero(int cells) =>
        Given.Program(machine =>
        {
            var array = Enumerable.Range(0, cells + 1).Select(i => machine.Cell($"a{i}")).ToImmutableArray();
            machine.Fiber("looks", () => Look(array));
            for (var i = 1; i <= cells; i++)
            {
                var (from, to) = (array[i - 1], array[i]);
                machine.Fiber($"f{i}", () => CountUp(from, to));
            }
        });

    private static async Routine Look(ImmutableArray<Cell> array)
    {
        for (var i = array.Length - 1; await array[i].Load() != 0; i--) { }
    }

    private static async Routine CountUp(Cell from, Cell to) => await to.Store(await from.Load() + 1);

    private static async Routine LoadAndStore(Cell cell)
    {
        await cell.Load();
        await cell.Store(1);
    }

    private static async Routine FailOnZero(Machine machine, Cell x)
    {
        if (await x.Load() == 0)
        {
            machine.Fail("x is not 0", "it is");
        }
    }

    private static async Routine LockAndFail(Machine machine, Mutex mutex, Cell x)
    {
        await mutex.AcquireShared();
        await FailOnZero(machine, x);
    }

    private static async Routine LockTwice(Mutex mutex, Cell y)
    {
        await mutex.Acquire();
        await mutex.Release();
        await mutex.Acquire();
        await y.Store(1);
        await mutex.Release();
    }
}
