using Interleave.Memory;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Tests.Oracles;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Tests.Traps;

/// <summary>A routine that throws is a finding, with the way to it.</summary>
public sealed class ExceptionTests
{
    [Fact]
    public void Before_the_first_step()
    {
        var found = Find(static (_, _) => ThrowAtOnce());

        Assert.Equal("the body of a: InvalidOperationException: at once", Explanation(found));
        Assert.Empty(found.Schedule.Steps);
    }

    [Fact]
    public void Before_there_is_a_routine()
    {
        var found = Find(static (_, _) => throw new InvalidOperationException("no routine"));

        Assert.Equal("the body of a: InvalidOperationException: no routine", Explanation(found));
    }

    [Fact]
    public void After_a_step()
    {
        var found = Find(static (x, y) => ThrowAfter(x, y));

        Assert.Equal("ExceptionTests.ThrowAfter: InvalidOperationException: after two steps", Explanation(found));
        Assert.Equal("0x2", found.Schedule.ToString());
    }

    [Fact]
    public void In_a_callee_after_its_first_step()
    {
        var found = Find(static (x, y) => CallThrowing(x, y));

        Assert.Equal("ExceptionTests.ThrowAfter: InvalidOperationException: after two steps", Explanation(found));
        Assert.Equal("0x3", found.Schedule.ToString());
    }

    [Fact]
    public void In_a_callee_before_its_first_step()
    {
        var found = Find(static (x, _) => CallThrowingAtOnce(x));

        Assert.Equal("ExceptionTests.CallThrowingAtOnce: InvalidOperationException: at once", Explanation(found));
        Assert.Equal("0", found.Schedule.ToString());
    }

    [Fact]
    public void In_a_callee_that_returns_a_value()
    {
        var found = Find(static (x, _) => CallThrowingFunction(x));

        Assert.Equal("ExceptionTests.ThrowingFunction: InvalidOperationException: no value", Explanation(found));
    }

    [Fact]
    public void A_failure_before_the_first_step_is_found_by_every_strategy()
    {
        var program = Given.Program(static machine =>
            machine.Fiber(
                "a",
                () =>
                {
                    machine.Fail("it starts well", "it does not");
                    return Routine.Done;
                }
            )
        );
        Verdict[] verdicts =
        [
            Checker.Prove(program),
            Checker.SearchBreadthFirst(program),
            EverySchedule.Search(program),
            Checker.SearchAtRandom(program, new SearchOptions(), 1, 1),
        ];

        Assert.All(
            verdicts,
            verdict => Assert.Equal("it starts well", Assert.Single(verdict.Counterexamples).Violation.Property)
        );
        Assert.Equal("it starts well", Replayer.Replay(program, new Schedule([])).Violation?.Property);
    }

    [Fact]
    public void Other_fibers_do_not_hide_it()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var x = machine.Cell("x");
                var y = machine.Cell("y");
                machine.Fiber("a", () => ThrowAfter(x, y));
                machine.Fiber("b", () => ThrowAfter(y, x));
                machine.Fiber("c", async () => await x.Until(static (value, _) => value == 1));
            })
        );

        Assert.Equal(ViolationKind.Exception, Assert.Single(verdict.Counterexamples).Violation.Kind);
        Assert.Equal(2, verdict.Counterexamples[0].Schedule.Steps.Length);
    }

    private static Counterexample Find(Func<Cell, Cell, Routine> body)
    {
        var verdict = Checker.Check(
            Given.Program(machine =>
            {
                var x = machine.Cell("x");
                var y = machine.Cell("y");
                machine.Fiber("a", () => body(x, y));
            })
        );
        var found = Assert.Single(verdict.Counterexamples);
        Assert.Equal(ViolationKind.Exception, found.Violation.Kind);
        Assert.Equal("no routine throws", found.Violation.Property);
        return found;
    }

    private static string Explanation(Counterexample found) => found.Violation.Explanation;

#pragma warning disable CS1998 // it has no step to await
    private static async Routine ThrowAtOnce() => throw new InvalidOperationException("at once");
#pragma warning restore CS1998

    private static async Routine ThrowAfter(Cell x, Cell y)
    {
        await x.Load();
        await y.Load();
        throw new InvalidOperationException("after two steps");
    }

    private static async Routine CallThrowing(Cell x, Cell y)
    {
        await x.Load();
        await ThrowAfter(x, y);
        await y.Load();
    }

    private static async Routine CallThrowingAtOnce(Cell x)
    {
        await x.Load();
        await ThrowAtOnce();
    }

    private static async Routine CallThrowingFunction(Cell x) => await x.Store(await ThrowingFunction(x));

    private static async Routine<int> ThrowingFunction(Cell x)
    {
        await x.Load();
        throw new InvalidOperationException("no value");
    }
}
