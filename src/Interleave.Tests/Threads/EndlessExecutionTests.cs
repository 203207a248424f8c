using Interleave.Hosts.Threads;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Threads;

/// <summary>An execution on real threads is cut for what its fibers do, and not for how the machine runs
/// them.</summary>
public sealed class EndlessExecutionTests
{
    [Fact]
    public void An_execution_without_end_is_cut()
    {
        var program = Given.Program(static machine =>
        {
            var cell = machine.Cell("c");
            machine.Fiber("a", () => Spin(cell));
        });

        var options = new SearchOptions { Bounds = SearchBounds.None with { MaxDepth = 100 } };
        var result = RealThreads.Run(program, options, new ThreadOptions { Runs = 3 });

        Assert.Empty(result.Violations);
        Assert.Empty(result.FinalStates);
        Assert.Equal(3, result.Unjudged);
        Assert.Contains("3 executions were cut: a thread took too many steps", result.Verdict.Notes);
    }

    [Fact]
    public void Who_goes_round_lets_the_others_come_after()
    {
        var program = Given.Program(static machine =>
        {
            var flag = machine.Cell("flag");
            machine.Fiber("a", () => Spin(flag));
            machine.Fiber("b", () => PassThenStore(machine, 400, flag));
        });

        var options = new SearchOptions { Bounds = SearchBounds.None with { MaxDepth = 512 } };
        var result = RealThreads.Run(program, options, new ThreadOptions { Runs = 50 });

        Assert.Equal(0, result.Unjudged);
        Assert.Equal("flag=1; a has returned; b has returned", Assert.Single(result.FinalStates));
    }

    [Fact]
    public void Who_goes_round_through_a_lock_lets_another_take_it()
    {
        var program = Given.Program(static machine =>
        {
            var mutex = machine.Mutex("lock");
            var flag = machine.Cell("flag");
            machine.Fiber("a", () => SpinInLock(mutex, flag));
            machine.Fiber("b", () => StoreInLock(mutex, flag));
        });

        var options = new SearchOptions { Bounds = SearchBounds.None with { MaxDepth = 512 } };
        var result = RealThreads.Run(program, options, new ThreadOptions { Runs = 50 });

        Assert.Equal(0, result.Unjudged);
        Assert.Empty(result.Violations);
    }

    private static async Routine Spin(Cell cell)
    {
        while (await cell.Load() == 0) { }
    }

    private static async Routine SpinInLock(Mutex mutex, Cell cell)
    {
        var value = 0;
        while (value == 0)
        {
            await mutex.Acquire();
            value = await cell.Load();
            await mutex.Release();
        }
    }

    private static async Routine StoreInLock(Mutex mutex, Cell cell)
    {
        await mutex.Acquire();
        await cell.Store(1);
        await mutex.Release();
    }

    private static async Routine PassThenStore(Machine machine, int steps, Cell cell)
    {
        for (var i = 0; i < steps; i++)
        {
            await machine.Pass("step");
        }

        await cell.Store(1);
    }
}
