using System.Collections.Immutable;
using Interleave;
using Interleave.Search;
using Interleave.Traces;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Checking;

public sealed class PointOfNoReturnTests
{
    /// <summary>Programs without loops, so that all their schedules can be tried one by one.</summary>
    public static TheoryData<string> Loopless =>
        ["lost-update", "put-vs-wait", "three-short", "lock-cycle", "use-after-free", "freed-block", "doomed"];

    [Theory]
    [MemberData(nameof(Loopless))]
    public void It_is_where_trying_every_schedule_says(string scenario)
    {
        var program = TinyKernel.Subject(scenario).Program;
        var found = Checker.Check(program).Counterexamples.Single();

        var point = PointOfNoReturn.Find(program, found)!;

        Assert.False(point.MayRunForEver);
        for (var taken = 0; taken < found.Schedule.Steps.Length; taken++)
        {
            var isAvoidable = IsAvoidable(program, [.. found.Schedule.Steps.Take(taken)], found.Violation.Property);
            Assert.Equal(taken < point.Step, isAvoidable);
        }
    }

    [Fact]
    public void Too_many_states_give_no_answer()
    {
        var program = TinyKernel.Subject("three-short").Program;
        var found = Checker.Check(program).Counterexamples.Single();

        Assert.Null(PointOfNoReturn.Find(program, found, 3));
    }

    [Fact]
    public void An_endless_execution_does_not_end_and_does_not_avoid()
    {
        var program = TinyKernel.Subject("spinner").Program;
        var found = Checker.Check(program).Counterexamples.Single();

        Assert.Equal(new PointOfNoReturn(0, true), PointOfNoReturn.Find(program, found));
    }

    private static bool IsAvoidable(ConcurrentProgram program, ImmutableArray<ScheduledStep> prefix, string property)
    {
        var here = Replayer.Replay(program, new Schedule(prefix));
        if (here.Violation is { } violation)
        {
            return violation.Property != property;
        }

        var isFinal = true;
        for (var fiber = 0; fiber < here.Fibers.Length; fiber++)
        {
            if (!here.Fibers[fiber].HasReturned && !here.Fibers[fiber].IsBlocked)
            {
                isFinal = false;
                if (IsAvoidable(program, prefix.Add(new ScheduledStep(fiber, 0)), property))
                {
                    return true;
                }
            }
        }

        return isFinal;
    }
}
