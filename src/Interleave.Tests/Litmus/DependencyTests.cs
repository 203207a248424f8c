using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Tests.RandomPrograms;

namespace Interleave.Tests.Litmus;

/// <summary>
/// Address dependencies: MP+onceassign+derefonce of tools/memory-model/litmus-tests, where y is a pointer to what x is
/// part of, and what does not follow from it.
/// </summary>
public sealed class DependencyTests
{
    [Theory]
    [InlineData(MemoryOrder.Release, true, true, false)]
    [InlineData(MemoryOrder.Release, false, true, true)]
    [InlineData(MemoryOrder.Release, true, false, true)]
    [InlineData(MemoryOrder.Once, true, true, true)]
    public void What_is_reached_through_a_pointer_is_as_new_as_the_pointer(
        MemoryOrder publishes,
        bool dereferences,
        bool isTarget,
        bool canBeOld
    )
    {
        foreach (var reduces in new[] { false, true })
        {
            Assert.Equal(canBeOld, IsSeenOld(Program(publishes, dereferences, isTarget), reduces));
        }
    }

    [Fact]
    public void A_dereference_that_orders_nothing_is_noticed() =>
        Assert.True(IsSeenOld(Program(MemoryOrder.Release, true, true), false, BrokenRules.Named("AcquireNothing")));

    [Theory]
    [InlineData(MemoryModel.Sequential)]
    [InlineData(MemoryModel.Tso)]
    public void Elsewhere_it_is_a_load(MemoryModel memory) =>
        Assert.False(IsSeenOld(Program(MemoryOrder.Release, true, true), true, memory: memory));

    private static bool IsSeenOld(
        ConcurrentProgram program,
        bool reduces,
        SearchRules? rules = null,
        MemoryModel memory = MemoryModel.Weak
    )
    {
        var verdict = Checker.Check(
            program,
            new SearchOptions
            {
                Memory = memory,
                PersistentSets = reduces,
                PersistentSetsAfter = 0,
                Rules = rules ?? SearchRules.Sound,
            }
        );
        Assert.True(verdict.Complete, verdict.Incomplete);
        return !verdict.Counterexamples.IsEmpty;
    }

    private static ConcurrentProgram Program(MemoryOrder publishes, bool dereferences, bool isTarget) =>
        Given.Program(machine =>
        {
            var (target, other) = (machine.Lifetime("target"), machine.Lifetime("other"));
            var (x, y) = (machine.Cell("x", 0, isTarget ? target : other), machine.Cell("y"));
            machine.Fiber("writer", () => Write(x, y, publishes));
            machine.Fiber("reader", () => Read(machine, target, x, y, dereferences));
        });

    private static async Routine Write(Cell x, Cell y, MemoryOrder publishes)
    {
        await x.Store(1);
        await y.Store(1, publishes);
    }

    private static async Routine Read(Machine machine, Lifetime target, Cell x, Cell y, bool dereferences)
    {
        var pointer = dereferences ? await y.Dereference(target) : await y.Load();
        if (pointer != 0 && await x.Load() == 0)
        {
            machine.Fail("what is published is seen", "it is old");
        }
    }
}
