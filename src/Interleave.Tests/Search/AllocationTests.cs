using System.Numerics;
using System.Runtime.InteropServices;
using Interleave.Execution;
using Interleave.Execution.States;
using Interleave.Execution.Tso;
using Interleave.Execution.Weak;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Routines;
using Interleave.Schedules;

namespace Interleave.Tests.Search;

/// <summary>
/// Once the routines' transitions are known a step costs no memory. The bytes are counted for this thread, so the
/// result does not depend on what else runs.
/// </summary>
public sealed class AllocationTests
{
    private const int Steps = 200_000;

    [Fact]
    public void A_step_allocates_nothing()
    {
        var machine = EveryOperation().Boot();
        var execution = new SequentialExecution(machine, true);
        var start = new int[execution.VectorLength];
        execution.Save(start);
        Walk(execution, start, null);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var executions = Walk(execution, start, null);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.InRange(executions, 1, Steps / 10);
    }

    [Fact]
    public void Checking_the_properties_of_a_state_allocates_nothing()
    {
        var machine = EveryOperation().Boot();
        var execution = new SequentialExecution(machine, true);
        var monitor = new PropertyMonitor(machine.Properties, execution);
        var start = new int[execution.VectorLength];
        execution.Save(start);
        Walk(execution, start, monitor);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Walk(execution, start, monitor);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_step_with_store_buffers_allocates_nothing()
    {
        var shown = new ShownState(EveryOperation().Boot(), true);
        StepsAllocateNothing(new StoreBufferExecution(shown, true, new StoreBufferRules(shown.Locals)));
    }

    [Fact]
    public void A_step_on_the_weak_memory_allocates_nothing()
    {
        var shown = new ShownState(EveryOperation().Boot(), true);
        StepsAllocateNothing(new ViewExecution(shown, true, MemoryRules.Sound.Views));
    }

    private static void StepsAllocateNothing(RelaxedExecution execution)
    {
        var (start, saved, steps) = (new List<int>(), new List<int>(), new List<ScheduledStep>());
        execution.Save(start);
        WalkRelaxed(execution, start, saved, steps);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var executions = WalkRelaxed(execution, start, saved, steps);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.InRange(executions, 1, Steps / 10);
    }

    // Takes a step, and every third time takes it back.
    private static int WalkRelaxed(
        RelaxedExecution execution,
        List<int> start,
        List<int> saved,
        List<ScheduledStep> steps
    )
    {
        var random = 1UL;
        var executions = 0;
        execution.Restore(CollectionsMarshal.AsSpan(start));
        for (var i = 0; i < Steps; i++)
        {
            steps.Clear();
            for (var fiber = 0; fiber < execution.Shown.FiberCount; fiber++)
            {
                execution.AddSteps(fiber, steps);
            }

            if (steps.Count == 0)
            {
                execution.Restore(CollectionsMarshal.AsSpan(start));
                executions++;
                continue;
            }

            saved.Clear();
            execution.Save(saved);
            if (execution.Step(steps[Below(ref random, steps.Count)], out _) is not null)
            {
                throw new InvalidOperationException("the program has no violations");
            }

            if (i % 3 == 0)
            {
                execution.Restore(CollectionsMarshal.AsSpan(saved));
            }
        }

        return executions;
    }

    // Takes a step, and every third time takes it back and another instead.
    private static int Walk(SequentialExecution execution, int[] start, PropertyMonitor? monitor)
    {
        var random = 1UL;
        var executions = 0;
        execution.Restore(start);
        for (var i = 0; i < Steps; i++)
        {
            var enabled = execution.Enabled();
            if (enabled == 0)
            {
                execution.Restore(start);
                executions++;
                continue;
            }

            for (var skip = Below(ref random, BitOperations.PopCount(enabled)); skip > 0; skip--)
            {
                enabled &= enabled - 1;
            }

            var fiber = BitOperations.TrailingZeroCount(enabled);
            var violation = execution.Step(fiber, Below(ref random, execution.Choices(fiber)), out var undo, out _);
            if ((violation ?? monitor?.CheckState()) is not null)
            {
                throw new InvalidOperationException("the program has no violations");
            }

            if (i % 3 == 0)
            {
                execution.Undo(undo);
            }
        }

        return executions;
    }

    private static int Below(ref ulong random, int bound) =>
        (int)(StableHash.Mix(random += 0x9E3779B97F4A7C15UL) % (ulong)bound);

    private static ConcurrentProgram EveryOperation() =>
        Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            var mutex = machine.Mutex("lock");
            var page = machine.Lifetime("page", false);
            var count = machine.Cell("count", 0, page);
            var token = machine.Resource("token");
            for (var i = 0; i < 3; i++)
            {
                machine.Fiber($"f{i}", () => Work(machine, x, mutex, page, count, token));
            }

            var cells = machine.Registry<Cell>();
            cells.Add(x);
            cells.Add(count);
            machine.Properties.Always("x stays small", state => state[x] is >= 0 and < 1000 ? null : $"{state[x]}");
            machine.Properties.Always("all stay small", state => FindLarge(cells, state));
            machine.Properties.Sometimes("x is large", state => state[x] > 1000);
        });

    private static async Routine Work(Machine machine, Cell x, Mutex mutex, Lifetime page, Cell count, Resource token)
    {
        for (var i = 0; i < 4; i++)
        {
            await mutex.Acquire();
            await page.Begin();
            await count.Store(await machine.Choose(3, "way"));
            machine.Hold(token);
            await x.Add(await count.Exchange(0));
            await x.AddUnless(-1, 0);
            await x.CompareExchange(3, 2);
            await x.Update(Halve, 1);
            await machine.Pass("pass");
            machine.Drop(token);
            await page.Free();
            await mutex.Release();
            await mutex.AcquireShared();
            await x.Until(static (value, least) => value >= least, await x.Load());
            await mutex.ReleaseShared();
            if (await mutex.TryAcquire())
            {
                await mutex.Release();
            }
        }
    }

    private static string? FindLarge(Registry<Cell> cells, StateView state)
    {
        foreach (var cell in cells)
        {
            if (state[cell] > 1000)
            {
                return $"{cell.Name} is {state[cell]}";
            }
        }

        return null;
    }

    private static int Halve(int value, int argument, out int result)
    {
        result = value & argument;
        return value / 2;
    }
}
