using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests;

public sealed class LostUpdateTests
{
    [Fact]
    public void Two_unlocked_increments_lose_one()
    {
        var program = new ConcurrentProgram(
            "lost update",
            machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => Increment(x));
                machine.Fiber("b", () => Increment(x));
                machine.Properties.AtEnd("both count", state => state[x] == 2 ? null : $"x is {state[x]}");
            }
        );

        var verdict = Checker.Check(program);

        Assert.True(verdict.Complete);
        var found = Assert.Single(verdict.Counterexamples);
        Assert.Equal("both count", found.Violation.Property);
        Assert.True(found.IsShortest);
        Assert.Equal(4, found.Schedule.Steps.Length);
    }

    private static async Routine Increment(Cell x)
    {
        var value = await x.Load();
        await x.Store(value + 1);
    }
}
