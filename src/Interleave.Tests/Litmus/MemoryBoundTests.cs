using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Litmus;

/// <summary>Memories are bounded, and say so: where a bound stops a fiber, that is neither a proof nor a
/// deadlock.</summary>
public sealed class MemoryBoundTests
{
    [Theory]
    [InlineData(12, true)]
    [InlineData(40, false)]
    public void A_history_that_is_too_long_is_incomplete_and_no_end(int stores, bool isComplete)
    {
        var verdict = Check(MemoryModel.Weak, stores);

        Assert.Equal(isComplete, verdict.Complete);
        Assert.Empty(verdict.Counterexamples);
        Assert.Equal(isComplete ? null : "histories of cells were cut at 24 values", verdict.Incomplete);
    }

    [Theory]
    [InlineData(12, true)]
    [InlineData(40, false)]
    public void A_buffer_that_is_too_long_is_incomplete(int stores, bool isComplete)
    {
        var verdict = Check(MemoryModel.Tso, stores);

        Assert.Empty(verdict.Counterexamples);
        Assert.Equal(isComplete ? null : "store buffers were cut at 16 stores", verdict.Incomplete);
    }

    private static Verdict Check(MemoryModel memory, int stores) =>
        Checker.Check(
            Given.Program(machine =>
            {
                var (x, y) = (machine.Cell("x"), machine.Cell("y"));
                machine.Fiber("writer", () => Count(x, y, stores));
                machine.Fiber("reader", () => Wait(x, stores));
            }),
            new SearchOptions { Memory = memory }
        );

    private static async Routine Count(Cell x, Cell y, int stores)
    {
        for (var i = 1; i <= stores; i++)
        {
            await x.Store(i);
            await y.Load(); // without it nobody could tell that stores wait in a buffer
        }
    }

    private static async Routine Wait(Cell x, int stores) =>
        await x.Until(static (value, last) => value == last, stores);
}
