using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Tests.Traces;

/// <summary>A failing schedule survives being written down, and notices that the program has changed.</summary>
public sealed class TraceFileTests
{
    private const string Text = """
        interleave trace 1
        tool: test 1.0
        case: lost update
        kind: AtEnd
        property: both count
        schedule: 0 1x2 0
          a | Increment | x is 0
          b | Increment | x is 0
          b | Increment | x: 0 -> 1
          a | Increment | x stays 1

        """;

    [Fact]
    public void A_trace_is_written()
    {
        var program = LostUpdate();

        Assert.Equal(Text, TraceFile.Of(Replayer.Replay(program, Schedule.Parse("0 1x2 0")), "test 1.0").ToString());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_trace_file_is_read_and_replayed(string newLine)
    {
        var file = TraceFile.Parse(Text.ReplaceLineEndings(newLine), "a.trace");

        Assert.Equal(Text, file.ToString());
        Assert.Equal(new Violation(ViolationKind.AtEnd, "both count", "x is 1"), file.Replay(LostUpdate()).Violation);
    }

    [Fact]
    public void A_violation_of_the_first_state_has_an_empty_schedule()
    {
        var program = Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Properties.Always("not 0", state => state[x] == 0 ? "it is" : null);
        });
        var text = TraceFile.Of(Replayer.Replay(program, new Schedule([])), "test").ToString();
        var trimmed = text.Replace(": \n", ":\n", StringComparison.Ordinal);

        Assert.Equal("not 0", TraceFile.Parse(text, "a.trace").Replay(program).Violation?.Property);
        Assert.Equal("not 0", TraceFile.Parse(trimmed, "a.trace").Replay(program).Violation?.Property);
    }

    [Fact]
    public void A_trace_without_a_violation_is_no_trace_file() =>
        Assert.Throws<ArgumentNullException>(static () =>
            TraceFile.Of(Replayer.Replay(LostUpdate(), Schedule.Parse("0x2 1x2")), "test")
        );

    [Theory]
    [InlineData("interleave trace 1", "trace", "a.trace:1: expected 'interleave trace 1', found 'trace'")]
    [InlineData("tool:", "tul:", "a.trace:2: expected 'tool: ...', found 'tul: test 1.0'")]
    [InlineData("case:", "", "a.trace:3: expected 'case: ...', found ' lost update'")]
    [InlineData("kind: ", "kind ", "a.trace:4: expected 'kind: ...', found 'kind AtEnd'")]
    [InlineData("property: both count\n", "", "a.trace:5: expected 'property: ...', found 'schedule: 0 1x2 0'")]
    [InlineData("schedule", "Schedule", "a.trace:6: expected 'schedule: ...', found 'Schedule: 0 1x2 0'")]
    [InlineData("AtEnd", "atEnd", "a.trace:4: expected one of Always, AtEnd, ")]
    [InlineData("AtEnd", "1", "a.trace:4: expected one of Always, AtEnd, ")]
    [InlineData("AtEnd", "99", "a.trace:4: expected one of Always, AtEnd, ")]
    [InlineData("1x2 0", "1x2 z", "a.trace:6: 'z' is no scheduling decision")]
    [InlineData("1x2 0", "1x3 0", "a.trace:10: expected 5 step lines as the schedule has, found 4")]
    public void A_malformed_file_is_refused_by_line(string part, string replacement, string message)
    {
        var text = Text.Replace(part, replacement, StringComparison.Ordinal);

        var e = Assert.Throws<FormatException>(() => TraceFile.Parse(text, "a.trace"));

        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("interleave trace 1\ntool: test")]
    public void A_file_that_ends_too_early_is_refused(string text)
    {
        var e = Assert.Throws<FormatException>(() => TraceFile.Parse(text, "a.trace"));

        Assert.Contains("a.trace:", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_line_is_shortened_in_the_message()
    {
        var e = Assert.Throws<FormatException>(() => TraceFile.Parse(new string('x', 100), "a.trace"));

        Assert.EndsWith($"found '{new string('x', 40)}...'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_program_diverges_at_the_first_step_that_differs()
    {
        AssertDiverges(3, "recorded 'b | Increment | x: 0 -> 1', now 'b | Increment | x: 0 -> 2'", LostUpdate(2));
        AssertDiverges(1, "recorded 'a | Increment | x is 0', now 'c | Increment | x is 0'", LostUpdate(1, "c"));
        AssertDiverges(1, "recorded 'a | Increment | x is 0', now 'a | Add | x: 0 -> 1'", Atomic("both count"), "0 1");
        AssertDiverges(2, "a has returned", Atomic("both count"), "0x2");
    }

    [Fact]
    public void A_violation_that_is_gone_or_another_diverges_at_the_end()
    {
        AssertDiverges(4, "'both count' is not violated any more", LostUpdate(1, "a", 1));
        AssertDiverges(4, "violates 'all count' and not 'both count'", LostUpdate(1, "a", 2, "all count"));
    }

    private static void AssertDiverges(int step, string reason, ConcurrentProgram program, string? schedule = null)
    {
        var file = TraceFile.Parse(Text, "a.trace");
        var shorter = schedule is null ? file : file with { Schedule = Schedule.Parse(schedule) };

        var e = Assert.Throws<ScheduleDivergedException>(() => shorter.Replay(program));

        Assert.Equal((step, reason), (e.StepNumber, e.Reason));
    }

    private static ConcurrentProgram LostUpdate(
        int by = 1,
        string first = "a",
        int sum = 2,
        string property = "both count"
    ) =>
        new(
            "lost update",
            machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber(first, () => Increment(x, by));
                machine.Fiber("b", () => Increment(x, by));
                machine.Properties.AtEnd(property, state => state[x] == sum ? null : $"x is {state[x]}");
            }
        );

    private static ConcurrentProgram Atomic(string property) =>
        new(
            "atomic",
            machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => Add(x));
                machine.Fiber("b", () => Add(x));
                machine.Properties.AtEnd(property, static _ => null);
            }
        );

    private static async Routine Increment(Cell x, int by) => await x.Store(await x.Load() + by);

    private static async Routine Add(Cell x) => await x.Add(1);
}
