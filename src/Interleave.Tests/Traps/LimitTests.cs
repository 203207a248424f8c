using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Tests.Oracles;

namespace Interleave.Tests.Traps;

/// <summary>The engine's limits, and code it cannot clone.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Thirty_two_fibers_are_enough_and_thirty_three_too_many()
    {
        var verdict = Checker.Check(Given.Program(static machine => Fibers(machine, 32)));

        Assert.True(verdict.IsProof);
        Assert.Equal(33, verdict.States);
        Assert.Contains(
            "at most 32 fibers",
            Refusal.Of(static machine => Fibers(machine, 33)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65_536)]
    public void A_choice_has_1_to_65_535_ways(int ways)
    {
        var message = Refusal.Of(machine => machine.Fiber("a", async () => await machine.Choose(ways, "which")));

        Assert.Contains($"'which' has {ways} ways", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schedule_of_any_strategy_has_room_for_every_way()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber(
                "a",
                async () =>
                {
                    await x.Store(await machine.Choose(400, "which"));
                    await x.Load();
                }
            );
            machine.Properties.AtEnd("not 399", state => state[x] == 399 ? "it is" : null);
        });

        foreach (var verdict in (Verdict[])[Checker.Prove(program), Checker.SearchBreadthFirst(program)])
        {
            Assert.Equal("0.399 0x2", Assert.Single(verdict.Counterexamples).Schedule.ToString());
        }
    }

    [Fact]
    public void A_program_may_have_no_cells_and_no_fibers()
    {
        Assert.True(Checker.Check(Given.Program(static _ => { })).IsProof);
        Assert.True(
            Checker
                .Check(Given.Program(static machine => machine.Fiber("a", async () => await machine.Pass("pass"))))
                .IsProof
        );
    }

    [Fact]
    public void Routines_call_each_other_500_deep()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => Descend(x, 500));
                machine.Properties.AtEnd("all came back", state => state[x] == 501 ? null : $"{state[x]}");
            })
        );

        Assert.True(verdict.IsProof);
        Assert.Equal(502, verdict.States);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_execution_may_have_50_000_steps(bool breadthFirst)
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => Count(x, 50_000));
            machine.Properties.AtEnd("the last value", state => state[x] == 50_000 ? "reached" : null);
        });

        var verdict = breadthFirst ? Checker.SearchBreadthFirst(program) : Checker.Prove(program);

        Assert.True(verdict.Complete);
        Assert.Equal(50_001, verdict.States);
        Assert.Equal("0x50000", Assert.Single(verdict.Counterexamples).Schedule.ToString());
    }

    [Fact]
    public void Every_schedule_may_have_50_000_steps()
    {
        var verdict = EverySchedule.Search(
            Given.Program(static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => Count(x, 50_000));
            })
        );

        Assert.True(verdict.IsProof);
        Assert.Equal(1, verdict.Executions);
        Assert.Equal(50_000, verdict.Depth);
    }

    [Fact]
    public void A_state_machine_that_is_a_class_is_refused()
    {
        var message = Refusal.Of(static (x, _) => DebugCompiled.Start(x));

        Assert.Contains("compiled without optimization", message, StringComparison.Ordinal);
        Assert.Contains("<Optimize>true</Optimize>", message, StringComparison.Ordinal);
    }

    private static void Fibers(Machine machine, int count)
    {
        var x = machine.Cell("x");
        for (var i = 0; i < count; i++)
        {
            machine.Fiber($"f{i}", () => AddOnce(x));
        }
    }

    private static async Routine AddOnce(Cell x) => await x.Add(1);

    private static async Routine Descend(Cell x, int levels)
    {
        if (levels > 0)
        {
            await Descend(x, levels - 1);
        }

        await x.Add(1);
    }

    private static async Routine Count(Cell x, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await x.Add(1);
        }
    }
}
