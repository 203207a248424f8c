using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;
using Interleave.Schedules;
using Interleave.Tests.RandomPrograms;

namespace Interleave.Tests.Traces;

public sealed class ScheduleTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        var step =
            from fiber in Gen.Choose(0, 3)
            from choice in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 40)))
            select new ScheduledStep(fiber, choice);
        var steps = Arb.From(step.ArrayOf());

        Check.One(
            Repeatable.Config(1000),
            Prop.ForAll(
                steps,
                static steps =>
                {
                    var schedule = new Schedule([.. steps]);
                    var read = Schedule.Parse(schedule.ToString());
                    Assert.Equal(steps, read.Steps);
                    Assert.Equal(schedule.ToString(), read.ToString());
                }
            )
        );
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("0", "0", 0)]
    [InlineData("0 0 0", "0x3", 0)]
    [InlineData("  0   0  1.0 ", "0x2 1", 1)]
    [InlineData("0.1 0.1 0", "0.1x2 0", 0)]
    [InlineData("0x3 1 0.1", "0x3 1 0.1", 2)]
    [InlineData("31.7x2 31", "31.7x2 31", 0)]
    public void A_schedule_is_runs_of_one_fiber(string text, string canonical, int switches)
    {
        var schedule = Schedule.Parse(text);

        Assert.Equal(canonical, schedule.ToString());
        Assert.Equal(switches, schedule.Switches);
    }

    [Theory]
    [InlineData("tso", "tso", MemoryModel.Tso)]
    [InlineData("tso 0 0.commits 0.commits 1", "tso 0 0.commitsx2 1", MemoryModel.Tso)]
    [InlineData("weak  0x2 1.3", "weak 0x2 1.3", MemoryModel.Weak)]
    [InlineData("0x2 1.3", "0x2 1.3", MemoryModel.Sequential)]
    public void A_schedule_knows_its_memory(string text, string canonical, MemoryModel memory)
    {
        var schedule = Schedule.Parse(text);

        Assert.Equal(canonical, schedule.ToString());
        Assert.Equal(memory, schedule.Memory);
        Assert.All(schedule.Steps, step => Assert.Equal(step.Choice == ScheduledStep.Commit, step.IsCommit));
    }

    [Theory]
    [InlineData("1.commits")]
    [InlineData("tso")]
    [InlineData("1.65535")]
    [InlineData("a")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.2.3")]
    [InlineData("1x2x3")]
    [InlineData("1x0")]
    [InlineData("x2")]
    [InlineData("1x")]
    [InlineData(".1")]
    [InlineData("1.")]
    [InlineData("1,2")]
    [InlineData("99999999999")]
    public void Anything_else_is_refused_by_the_word(string word)
    {
        var e = Assert.Throws<FormatException>(() => Schedule.Parse("0 1x2 " + word));

        Assert.Equal($"'{word}' is no scheduling decision: expected FIBER, FIBERxCOUNT or FIBER.CHOICE", e.Message);
    }
}
