using Interleave.Comparison;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.Comparison;

/// <summary>Two ways to write one fiber, beside another that gives its cells values.</summary>
public sealed class AutomataComparisonTests
{
    [Fact]
    public void A_routine_is_the_same_as_itself()
    {
        var compared = Compare(static m => m.Put(), static m => m.Put());

        Assert.Empty(compared.Differences);
        Assert.True(compared.IsComplete);
        Assert.Equal(3, compared.Pairs);
    }

    [Fact]
    public void A_decrement_that_is_taken_apart_differs_where_it_begins()
    {
        var difference = Assert.Single(Compare(static m => m.Put(), static m => m.PutInTwoSteps()).Differences);

        Assert.Equal(DifferenceKind.Step, difference.Kind);
        Assert.Equal((OperationKind.Add, "count"), (difference.One!.Kind, difference.One.Cell));
        Assert.Equal((OperationKind.Load, "count"), (difference.Other!.Kind, difference.Other.Cell));
        Assert.Empty(difference.Path);
    }

    /// <summary>Whoever asks for 1 instead of 0 does nothing else until the count is one of them.</summary>
    [Fact]
    public void A_wrong_constant_differs_behind_the_value_that_tells()
    {
        var difference = Compare(static m => m.Put(), static m => m.PutWakesAtOne()).Differences[0];

        var step = Assert.Single(difference.Path);
        Assert.Equal("1", step.Result);
        Assert.Equal(OperationKind.Store, difference.One!.Kind);
        Assert.Equal(OperationKind.None, difference.Other!.Kind);
    }

    [Fact]
    public void Another_order_differs_and_the_walk_goes_on()
    {
        var compared = Compare(static m => m.Put(), static m => m.PutRelaxed());

        Assert.Equal(DifferenceKind.Order, Assert.Single(compared.Differences).Kind);
        Assert.Equal(Compare(static m => m.Put(), static m => m.Put()).Pairs, compared.Pairs);
    }

    [Fact]
    public void A_load_that_nothing_depends_on_is_noted_apart()
    {
        var difference = Assert.Single(Compare(static m => m.Put(), static m => m.PutWithALook()).Differences);

        Assert.Equal(DifferenceKind.Load, difference.Kind);
        Assert.Null(difference.One);
        Assert.Equal("flag", difference.Other!.Cell);
    }

    /// <summary>The count is written without the lock: it may change between two reads. The flag is not.</summary>
    [Fact]
    public void A_word_that_only_the_lock_changes_is_read_once_or_twice()
    {
        Assert.Empty(Compare(static m => m.FlagOnce(), static m => m.FlagTwice()).Differences.Where(IsNoLoad));
        Assert.NotEmpty(Compare(static m => m.CountOnce(), static m => m.CountTwice()).Differences.Where(IsNoLoad));
    }

    [Fact]
    public void What_is_held_at_the_end_is_compared()
    {
        var difference = Assert.Single(Compare(static m => m.Put(), static m => m.PutAndKeep()).Differences);

        Assert.Equal(DifferenceKind.Holdings, difference.Kind);
        Assert.Contains("reference", difference.Other!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bound_is_said()
    {
        var compared = Compare(static m => m.Put(), static m => m.Put(), new ComparisonBounds(MaxPairs: 2));

        Assert.False(compared.IsComplete);
    }

    private static bool IsNoLoad(AutomatonDifference difference) => difference.Kind != DifferenceKind.Load;

    private static FiberComparison Compare(
        Func<Words, Routine> one,
        Func<Words, Routine> other,
        ComparisonBounds? bounds = null
    )
    {
        var family = new CellFamily(new CellNames());
        family.Add(Program(one), 0, 1_000);
        family.Add(Program(other), 1, 1_000);
        return AutomataComparison
            .Compare(Program(one), Program(other), family, bounds ?? new ComparisonBounds())
            .Single(fiber => fiber.Fiber == "compared");
    }

    private static ConcurrentProgram Program(Func<Words, Routine> body) =>
        new(
            "compared",
            machine =>
            {
                var words = new Words(machine);
                machine.Fiber("compared", () => body(words));
                machine.Fiber("beside", words.Beside);
            }
        );

    private sealed class Words(Machine machine) : IImmutable
    {
        private readonly Machine _machine = machine;
        private readonly Cell _count = machine.Cell("count", 2);
        private readonly Cell _flag = machine.Cell("flag");
        private readonly Cell _woken = machine.Cell("woken");
        private readonly Mutex _lock = machine.Mutex("lock");
        private readonly Resource _reference = machine.Resource("reference");

        public async Routine Beside()
        {
            await _count.Add(-1);
            await _lock.Acquire();
            await _flag.Store(1);
            await _lock.Release();
        }

        public async Routine Put()
        {
            if (await _count.Add(-1) == 0)
            {
                await _woken.Store(1);
            }
        }

        public async Routine PutInTwoSteps()
        {
            var before = await _count.Load();
            await _count.Store(before - 1);
            if (before == 1)
            {
                await _woken.Store(1);
            }
        }

        public async Routine PutWakesAtOne()
        {
            if (await _count.Add(-1) == 1)
            {
                await _woken.Store(1);
            }
        }

        public async Routine PutRelaxed()
        {
            if (await _count.Add(-1, MemoryOrder.Relaxed) == 0)
            {
                await _woken.Store(1);
            }
        }

        public async Routine PutWithALook()
        {
            await _flag.Load();
            await Put();
        }

        public async Routine PutAndKeep()
        {
            await Put();
            _machine.Hold(_reference);
        }

        public Routine FlagOnce() => Once(_flag);

        public Routine FlagTwice() => Twice(_flag);

        public Routine CountOnce() => Once(_count);

        public Routine CountTwice() => Twice(_count);

        private async Routine Once(Cell cell)
        {
            await _lock.Acquire();
            if (await cell.Load() == 1)
            {
                await _woken.Store(1);
            }

            await _lock.Release();
        }

        private async Routine Twice(Cell cell)
        {
            await _lock.Acquire();
            if (await cell.Load() == 1 && await cell.Load() == 1)
            {
                await _woken.Store(1);
            }

            await _lock.Release();
        }
    }
}
