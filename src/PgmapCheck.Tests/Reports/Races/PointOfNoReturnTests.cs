using Interleave;
using Interleave.Strategies.Inevitability;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Races;

public sealed class PointOfNoReturnTests
{
    [Theory]
    [MemberData(nameof(TinyKernel.Loopless), MemberType = typeof(TinyKernel))]
    public void It_is_where_trying_every_schedule_says(string scenario)
    {
        var program = TinyKernel.Case(scenario).Program;
        var found = Checker.Check(program).Counterexamples.Single();

        var point = PointOfNoReturn.Find(program, found)!;

        Assert.False(point.MayRunForEver);
        for (var taken = 0; taken < found.Schedule.Steps.Length; taken++)
        {
            var isAvoidable = EverySchedule.Avoids(
                program,
                [.. found.Schedule.Steps.Take(taken)],
                found.Violation.Property
            );
            Assert.Equal(taken < point.Step, isAvoidable);
        }
    }

    [Fact]
    public void Too_many_states_give_no_answer()
    {
        var program = TinyKernel.Case("three-short").Program;
        var found = Checker.Check(program).Counterexamples.Single();

        Assert.Null(PointOfNoReturn.Find(program, found, 3));
    }

    [Fact]
    public void An_endless_execution_does_not_end_and_does_not_avoid()
    {
        var program = TinyKernel.Case("spinner").Program;
        var found = Checker.Check(program).Counterexamples.Single();

        Assert.Equal(new PointOfNoReturn(0, true), PointOfNoReturn.Find(program, found));
    }
}
