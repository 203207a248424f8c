using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Tests.RandomPrograms;
using Interleave.Traces;

namespace Interleave.Tests.Traces;

/// <summary>Steps that commute change places until the fiber changes as seldom as possible.</summary>
public sealed class SimplificationTests
{
    [Fact]
    public void Steps_that_commute_are_put_together()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            var y = machine.Cell("y");
            machine.Fiber("a", () => Count(x, 3));
            machine.Fiber("b", () => Count(y, 3));
            machine.Properties.AtEnd("never", static _ => "always violated");
        });

        Assert.Equal("0x3 1x3", Simplify(program, "0 1 0 1 0 1"));
        Assert.Equal("1x3 0x3", Simplify(program, "0 1x3 0x2"));
    }

    [Fact]
    public void Steps_that_conflict_keep_their_order()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            var y = machine.Cell("y");
            machine.Fiber("a", () => Increment(x));
            machine.Fiber("b", () => Increment(x));
            machine.Fiber("c", () => Count(y, 2));
            machine.Properties.AtEnd("both count", state => state[x] == 2 ? null : $"x is {state[x]}");
        });

        Assert.Equal("0 1x2 2x2 0", Simplify(program, "0 2 1 2 1 0"));
    }

    [Fact]
    public void The_last_step_stays_the_last()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            var y = machine.Cell("y");
            machine.Fiber("a", () => Count(x, 2));
            machine.Fiber("b", () => Count(y, 2));
            machine.Properties.Always("not 2", state => state[y] == 2 ? "it is" : null);
        });

        Assert.Equal("0x2 1x2", Simplify(program, "0 1 0 1"));
        Assert.Equal("0 1x2", Simplify(program, "1 0 1"));
    }

    [Fact]
    public void Another_violation_on_the_way_leaves_the_schedule_as_it_is()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            var y = machine.Cell("y");
            machine.Fiber("a", () => Count(x, 2));
            machine.Fiber("b", () => Count(y, 2));
            machine.Properties.Always("in step", state => Math.Abs(state[x] - state[y]) > 1 ? "out of step" : null);
            machine.Properties.AtEnd("never", static _ => "always violated");
        });

        Assert.Equal("0 1 0 1", Simplify(program, "0 1 0 1"));
    }

    [Fact]
    public void No_equivalent_schedule_has_fewer_switches()
    {
        var simplified = 0;
        Check.One(
            Repeatable.Config(1000),
            Prop.ForAll(
                ProgramGenerator.Terminating,
                text =>
                {
                    var program = text.ToProgram();
                    var random = Strategy.Random(program, 1000).Verdict.Counterexamples;
                    foreach (var found in random.Where(static c => c.Schedule.Steps.Length < 10))
                    {
                        var simple = Simplification.Simplify(program, found).Schedule;
                        simplified += simple.Switches < found.Schedule.Switches ? 1 : 0;
                        Assert.Equal(FewestSwitches(program, found.Schedule), simple.Switches);
                    }
                }
            )
        );
        Assert.True(simplified > 50, $"only {simplified} schedules became simpler");
    }

    // All that adjacent steps that commute can be swapped to, the last step staying where it is.
    private static int FewestSwitches(ConcurrentProgram program, Schedule schedule)
    {
        var seen = new HashSet<string> { schedule.ToString() };
        var open = new Queue<Schedule>([schedule]);
        var fewest = schedule.Switches;
        while (open.TryDequeue(out var next))
        {
            fewest = Math.Min(fewest, next.Switches);
            var footprints = ScheduleFollower.Operations(program, next);
            for (var i = 0; i + 2 < next.Steps.Length; i++)
            {
                var (a, b) = (next.Steps[i], next.Steps[i + 1]);
                var swapped = new Schedule(next.Steps.SetItem(i, b).SetItem(i + 1, a));
                if (
                    a.Fiber != b.Fiber
                    && !HotOperation.Conflict(footprints[i], footprints[i + 1])
                    && seen.Add(swapped.ToString())
                )
                {
                    open.Enqueue(swapped);
                }
            }
        }

        return fewest;
    }

    private static string Simplify(ConcurrentProgram program, string schedule)
    {
        var parsed = Schedule.Parse(schedule);
        var violation = Replayer.Replay(program, parsed).Violation;
        Assert.NotNull(violation);
        var simple = Simplification.Simplify(program, new Counterexample(violation, parsed, true));
        Assert.Equal(violation.Property, simple.Violation.Property);
        Assert.True(simple.IsShortest);
        return simple.Schedule.ToString();
    }

    private static async Routine Count(Cell cell, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await cell.Add(1);
        }
    }

    private static async Routine Increment(Cell x) => await x.Store(await x.Load() + 1);
}
