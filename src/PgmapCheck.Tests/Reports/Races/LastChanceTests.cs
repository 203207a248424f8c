using Interleave.Schedules;
using Interleave.Traces;
using PgmapCheck.Reports.Races;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Races;

public sealed class LastChanceTests
{
    [Theory]
    [MemberData(nameof(TinyKernel.Loopless), MemberType = typeof(TinyKernel))]
    public void A_way_out_is_what_trying_every_schedule_says(string scenario)
    {
        var entry = SampleRun.Check(scenario);
        var (race, program) = (entry.Races.Single(), entry.Result.Case.Program);
        if (race.Decided is not { Step: > 0 } decided)
        {
            Assert.Equal("doomed", scenario); // from the start: there is no last chance
            return;
        }

        var before = race.Trace.Schedule.Steps[..(decided.Step - 1)];
        var choices = Walk.Along(program, race.Trace.Schedule).States[before.Length].Choices;

        var waysOut = LastChance.Of(program, race.Trace, decided, choices);

        Assert.Equal(
            choices.Select(choice =>
                (bool?)
                    EverySchedule.Avoids(
                        program,
                        before.Add(new ScheduledStep(choice.Fiber, choice.Choice)),
                        race.Violation.Property
                    )
            ),
            waysOut
        );
        Assert.Contains(true, waysOut);
        Assert.Contains(false, waysOut); // the step that was taken
    }
}
