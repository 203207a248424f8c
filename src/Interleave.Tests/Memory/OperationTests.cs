using Interleave.Memory;
using Interleave.Tests.Oracles;
using Interleave.Traces;

namespace Interleave.Tests.Memory;

/// <summary>What each kind of step does to its cell, and what the routine receives.</summary>
public sealed class OperationTests
{
    [Fact]
    public void Load_returns_the_value()
    {
        var step = OneStep.On(7, static async x => await x.Load());

        AssertStep(step, OperationKind.Load, 7, 7);
        Assert.Equal("x is 7", step.Describe());
    }

    [Fact]
    public void Store_writes()
    {
        var step = OneStep.On(7, static async x => await x.Store(-1));

        AssertStep(step, OperationKind.Store, -1, 0);
        Assert.Equal("x: 7 -> -1", step.Describe());
    }

    [Fact]
    public void Add_returns_the_new_value()
    {
        var step = OneStep.On(7, static async x => await x.Add(-3));

        AssertStep(step, OperationKind.Add, 4, 4);
    }

    [Fact]
    public void Add_wraps_around()
    {
        var step = OneStep.On(int.MaxValue, static async x => await x.Add(1));

        AssertStep(step, OperationKind.Add, int.MinValue, int.MinValue);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(-1, 0, 1)]
    public void AddUnless_adds_unless_the_value_is_the_given_one(int before, int after, int result)
    {
        var step = OneStep.On(before, static async x => await x.AddUnless(1, 0));

        AssertStep(step, OperationKind.AddUnless, after, result);
    }

    [Theory]
    [InlineData(3, 9, 1)]
    [InlineData(4, 4, 0)]
    public void CompareExchange_writes_if_the_value_is_the_expected_one(int before, int after, int result)
    {
        var step = OneStep.On(before, static async x => await x.CompareExchange(3, 9));

        AssertStep(step, OperationKind.CompareExchange, after, result);
    }

    [Fact]
    public void Exchange_returns_the_old_value()
    {
        var step = OneStep.On(7, static async x => await x.Exchange(9));

        AssertStep(step, OperationKind.Exchange, 9, 7);
    }

    [Fact]
    public void Update_applies_its_function_and_returns_the_function_s_result()
    {
        var step = OneStep.On(7, static async x => await x.Update(Halve, 10));

        AssertStep(step, OperationKind.Update, 3, 11);
    }

    [Fact]
    public void Until_returns_the_value_that_satisfied_it()
    {
        var step = OneStep.On(7, static async x => await x.Until(static (value, least) => value >= least, 5));

        AssertStep(step, OperationKind.Until, 7, 7);
    }

    [Fact]
    public void Until_blocks_while_its_condition_does_not_hold()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber(
                "waiter",
                async () =>
                {
                    var seen = await x.Until(static (value, least) => value >= least, 2);
                    await x.Store(10 * seen);
                }
            );
            machine.Fiber(
                "waker",
                async () =>
                {
                    await x.Store(1);
                    await x.Store(2);
                }
            );
            machine.Properties.AtEnd("woken by the second store", state => state[x] == 20 ? null : $"{state[x]}");
        });

        var verdict = EverySchedule.Search(program);

        Assert.True(verdict.IsProof);
        Assert.Equal(1, verdict.Executions);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Choose_goes_every_way(int way)
    {
        var step = OneStep.Of(static machine => machine.Fiber("a", async () => await machine.Choose(3, "which")), way);

        Assert.Equal((OperationKind.Choose, way, way), (step.Kind, step.Choice, step.Result));
        Assert.Null(step.Cell);
        Assert.Equal($"which: way {way}", step.Describe());
    }

    [Fact]
    public void Choose_has_as_many_ways_as_asked_for()
    {
        var verdict = EverySchedule.Search(
            Given.Program(static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", async () => await x.Store(await machine.Choose(7, "which")));
            })
        );

        Assert.Equal(7, verdict.Executions);
    }

    [Fact]
    public void Pass_touches_nothing()
    {
        var step = OneStep.Of(static machine => machine.Fiber("a", async () => await machine.Pass("a moment")));

        Assert.Equal(OperationKind.Pass, step.Kind);
        Assert.Null(step.Cell);
        Assert.Equal("a moment", step.Describe());
    }

    [Fact]
    public void A_label_and_a_format_are_what_traces_print()
    {
        var step = OneStep.Of(static machine =>
        {
            var state = machine.Cell("state", 0, null, static value => value == 0 ? "off" : "on");
            machine.Fiber("a", async () => await state.Store(1, label: "the switch"));
        });

        Assert.Equal("the switch: off -> on", step.Describe());
    }

    private static void AssertStep(TraceStep step, OperationKind kind, int after, int result) =>
        Assert.Equal((kind, after, result), (step.Kind, step.After, step.Result));

    private static int Halve(int value, int argument, out int result)
    {
        result = argument + (value & 1);
        return value / 2;
    }
}
