using FsCheck;
using FsCheck.Fluent;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Strategies.Inevitability;
using Interleave.Tests.RandomPrograms;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Tests.Search;

/// <summary>From which step on a violation cannot be avoided.</summary>
public sealed class PointOfNoReturnTests
{
    [Fact]
    public void It_is_where_every_schedule_leads_to_the_violation()
    {
        var found = 0;
        Check.One(
            Repeatable.Config(600),
            Prop.ForAll(
                ProgramGenerator.Terminating,
                text =>
                {
                    var program = text.ToProgram();
                    if (!Strategy.Naive(program, 2000).Verdict.Complete)
                    {
                        return;
                    }

                    foreach (var counterexample in Checker.SearchBreadthFirst(program).Counterexamples)
                    {
                        found++;
                        Assert.Equal(
                            new PointOfNoReturn(FirstInevitable(program, counterexample), false),
                            PointOfNoReturn.Find(program, counterexample)
                        );
                    }
                }
            )
        );
        Assert.True(found > 100, $"only {found} counterexamples");
    }

    [Fact]
    public void A_lost_wake_up_is_decided_before_the_sleeper_sleeps()
    {
        var program = Given.Program(static machine =>
        {
            var busy = machine.Cell("busy", 1);
            var signal = machine.Cell("signal");
            machine.Fiber("sleeper", () => SleepWhileBusy(busy, signal));
            machine.Fiber("waker", async () => await busy.Store(0));
        });

        Assert.Equal(new PointOfNoReturn(1, false), Find(program));
    }

    [Fact]
    public void An_execution_that_never_ends_does_not_avoid_it_but_is_mentioned()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("spinner", () => SpinAndFail(machine, x));
            machine.Fiber("other", async () => await x.Store(1));
        });

        Assert.Equal(new PointOfNoReturn(0, true), Find(program));
    }

    [Fact]
    public void It_is_not_guessed()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("counter", () => CountTo(x, 50));
            machine.Properties.AtEnd("never", static _ => "always violated");
        });
        var found = Assert.Single(Checker.Check(program).Counterexamples);

        Assert.Null(PointOfNoReturn.Find(program, found, 10));
        Assert.Equal(new PointOfNoReturn(0, false), PointOfNoReturn.Find(program, found, 100));
    }

    private static PointOfNoReturn? Find(ConcurrentProgram program) =>
        PointOfNoReturn.Find(program, Assert.Single(Checker.Check(program).Counterexamples));

    private static int FirstInevitable(ConcurrentProgram program, Counterexample counterexample)
    {
        var steps = counterexample.Schedule.Steps;
        var point = steps.Length;
        while (point > 0 && IsInevitable(program, steps[..(point - 1)].ToArray(), counterexample.Violation))
        {
            point--;
        }

        return point;
    }

    private static bool IsInevitable(ConcurrentProgram program, ScheduledStep[] prefix, Violation violation)
    {
        var machine = program.Boot();
        var execution = new SequentialExecution(machine, false);
        var monitor = new PropertyMonitor(machine.Properties, execution);
        foreach (var step in prefix)
        {
            execution.Step(step.Fiber, step.Choice, out _, out _);
        }

        return AllEndIn(execution, monitor, (violation.Kind, violation.Property));
    }

    private static bool AllEndIn(SequentialExecution execution, PropertyMonitor monitor, (ViolationKind, string) end)
    {
        if (monitor.CheckState() is { } violation)
        {
            return (violation.Kind, violation.Property) == end;
        }

        if (execution.Enabled() == 0)
        {
            return monitor.CheckEnd() is { } last && (last.Kind, last.Property) == end;
        }

        for (var fiber = 0; fiber < execution.FiberCount; fiber++)
        {
            for (var choice = 0; execution.IsEnabled(fiber) && choice < execution.Choices(fiber); choice++)
            {
                var step = execution.Step(fiber, choice, out var undo, out _);
                var isEnd = step is null ? AllEndIn(execution, monitor, end) : (step.Kind, step.Property) == end;
                execution.Undo(undo);
                if (!isEnd)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static async Routine SleepWhileBusy(Cell busy, Cell signal)
    {
        if (await busy.Load() == 1)
        {
            await signal.Until(static (value, _) => value == 1);
        }
    }

    private static async Routine SpinAndFail(Machine machine, Cell x)
    {
        while (await x.Load() == 0) { }

        machine.Fail("it never stops", "it does");
    }

    private static async Routine CountTo(Cell x, int limit)
    {
        while (await x.Add(1) < limit) { }
    }
}
