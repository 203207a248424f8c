using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Strategies.Inevitability;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Tests.Traces;

/// <summary>A schedule with a loop is believed only if the loop closes and is fair.</summary>
public sealed class LoopTests
{
    private const string Text = """
        interleave trace 1
        tool: test
        case: toggle
        kind: Livelock
        property: every fair execution ends
        schedule: 1x2 loop 0 1 0 1
          b | Toggle | x: 0 -> 1
          b | Toggle | x: 1 -> 0
          a | Toggle | x: 0 -> 1
          b | Toggle | x: 1 -> 0
          a | Toggle | x: 0 -> 1
          b | Toggle | x: 1 -> 0

        """;

    private static readonly ConcurrentProgram s_toggle = new(
        "toggle",
        static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => Toggle(x));
            machine.Fiber("b", () => Toggle(x));
        }
    );

    [Theory]
    [InlineData("loop 0")]
    [InlineData("0x3 1.2 loop 0x2 1")]
    [InlineData("0x3 loop 0x2")]
    public void The_beginning_of_a_loop_is_written_and_read(string text)
    {
        var schedule = Schedule.Parse(text);

        Assert.Equal(text, schedule.ToString());
        Assert.Equal(
            text.Contains("0x3 l", StringComparison.Ordinal) ? 3
                : text[0] == 'l' ? 0
                : 4,
            schedule.LoopStart
        );
    }

    [Theory]
    [InlineData("loop", "'loop' is followed by no scheduling decision")]
    [InlineData("0 loop", "'loop' is followed by no scheduling decision")]
    [InlineData("0 loop 1 loop 1", "'loop' is no scheduling decision: expected FIBER, FIBERxCOUNT or FIBER.CHOICE")]
    public void A_loop_that_makes_no_sense_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Schedule.Parse(text)).Message);

    [Fact]
    public void A_trace_file_keeps_it()
    {
        var file = TraceFile.Parse(Text, "a.trace");

        Assert.Equal(Text, file.ToString());
        Assert.Equal(
            new Violation(ViolationKind.Livelock, EngineRules.FairExecutionsEnd, "a, b go round for ever"),
            file.Replay(s_toggle).Violation
        );
        Assert.Equal(2, file.Replay(s_toggle).Schedule.LoopStart);
    }

    [Theory]
    [InlineData("loop 0", "the loop does not close: x is 1, and it was 0")]
    [InlineData("0 loop 1 0 1", "the loop does not close: x is 0, and it was 1")]
    [InlineData("loop 0x2", "the loop is not fair: it never lets b run, which always could")]
    [InlineData("0 loop 1x4", "the loop is not fair: it never lets a run, which always could")]
    public void A_loop_that_does_not_close_or_is_not_fair_is_refused(string schedule, string reason)
    {
        var e = Assert.Throws<ScheduleDivergedException>(() => Replayer.Replay(s_toggle, Schedule.Parse(schedule)));

        Assert.Equal(reason, e.Reason);
        Assert.Equal(Schedule.Parse(schedule).Steps.Length, e.StepNumber);
    }

    [Fact]
    public void A_loop_closes_only_if_the_fibers_are_where_they_were()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => ReadTwice(x));
        });

        var e = Assert.Throws<ScheduleDivergedException>(() => Replayer.Replay(program, Schedule.Parse("loop 0")));

        Assert.Equal("the loop does not close: a is not where it began", e.Reason);
    }

    [Fact]
    public void A_loop_of_daemons_alone_is_refused()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("daemon", () => Toggle(x), true);
        });

        var e = Assert.Throws<ScheduleDivergedException>(() => Replayer.Replay(program, Schedule.Parse("loop 0x2")));

        Assert.Equal("all fibers that have to return have returned before the loop", e.Reason);
    }

    [Fact]
    public void Only_what_comes_before_a_loop_is_simplified()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            var y = machine.Cell("y");
            machine.Fiber("a", () => ReadTwice(x));
            machine.Fiber("b", () => ReadTwice(y));
            machine.Fiber("c", () => Toggle(x));
            machine.Fiber("d", () => Toggle(y));
        });
        var schedule = Schedule.Parse("0 1 0 1 loop 2 3 2 3");
        var violation = Replayer.Replay(program, schedule).Violation!;

        var simple = Simplification.Simplify(program, new Counterexample(violation, schedule, false));

        Assert.Equal("0x2 1x2 loop 2 3 2 3", simple.Schedule.ToString());
    }

    [Fact]
    public void A_loop_has_no_point_of_no_return() =>
        Assert.Null(
            PointOfNoReturn.Find(
                s_toggle,
                new Counterexample(
                    new Violation(ViolationKind.Livelock, EngineRules.FairExecutionsEnd, ""),
                    Schedule.Parse("loop 0 1"),
                    false
                )
            )
        );

    private static async Routine Toggle(Cell x)
    {
        while (true)
        {
            await x.Update(static (int value, int _, out int result) => 1 - (result = value), 0);
        }
    }

    private static async Routine ReadTwice(Cell x)
    {
        await x.Load();
        await x.Load();
    }
}
