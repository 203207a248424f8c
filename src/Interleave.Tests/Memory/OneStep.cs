using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Traces;

namespace Interleave.Tests.Memory;

/// <summary>A program of one step on one cell, as a replay shows it.</summary>
internal static class OneStep
{
    public static TraceStep On(int initial, Func<Cell, Routine> body) =>
        Of(machine =>
        {
            var x = machine.Cell("x", initial);
            machine.Fiber("a", () => body(x));
        });

    public static TraceStep Of(Action<Machine> fill, int choice = 0)
    {
        var trace = Replayer.Replay(Given.Program(fill), new Schedule([new ScheduledStep(0, choice)]));
        Assert.Null(trace.Violation);
        return Assert.Single(trace.Steps);
    }
}
