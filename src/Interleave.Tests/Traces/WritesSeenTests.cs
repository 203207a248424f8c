using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Traces;

namespace Interleave.Tests.Traces;

public sealed class WritesSeenTests
{
    private static readonly ConcurrentProgram s_program = Given.Program(static machine =>
    {
        var x = machine.Cell("x");
        var y = machine.Cell("y");
        machine.Fiber(
            "writer",
            async () =>
            {
                await x.Store(1);
                await x.Store(1);
                await x.CompareExchange(5, 6);
                await y.Add(1);
            }
        );
        machine.Fiber(
            "reader",
            async () =>
            {
                await x.Load();
                await y.AddUnless(1, 0);
                await y.Add(1);
                await x.Store(3);
            }
        );
    });

    [Theory]
    [InlineData("1x4", new[] { 0, 0, 0, 0 })]
    [InlineData("0 1", new[] { 0, 1 })]
    [InlineData("0x2 1", new[] { 0, 0, 2 })]
    [InlineData("0x3 1", new[] { 0, 0, 2, 2 })]
    [InlineData("0x4 1x3", new[] { 0, 0, 2, 0, 2, 4, 6 })]
    [InlineData("1x4 0x3", new[] { 0, 0, 0, 0, 0, 0, 6 })]
    public void A_step_sees_the_last_write(string schedule, int[] expected) =>
        Assert.Equal(expected, ReadsFrom.In(Replayer.Replay(s_program, Schedule.Parse(schedule))).ToArray());

    [Fact]
    public void A_use_after_free_sees_the_step_that_freed()
    {
        var program = Given.Program(static machine =>
        {
            var page = machine.Lifetime("page");
            var count = machine.Cell("page->count", 0, page);
            machine.Fiber(
                "user",
                async () =>
                {
                    await count.Store(1);
                    await count.Load();
                }
            );
            machine.Fiber("owner", async () => await page.Free());
        });

        Assert.Equal([0, 0, 2], ReadsFrom.In(Replayer.Replay(program, Schedule.Parse("0 1 0"))).ToArray());
    }
}
