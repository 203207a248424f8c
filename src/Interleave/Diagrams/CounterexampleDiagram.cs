using Interleave.Programs;
using Interleave.Strategies.Inevitability;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Diagrams;

/// <summary>
/// A violation as kernel developers draw races in commit messages: a column for each fiber, time downwards, calls
/// indented. Plain text of at most 75 columns.
/// </summary>
public static class CounterexampleDiagram
{
    /// <summary>Replays a counterexample and draws it.</summary>
    /// <param name="program">The program that it is of.</param>
    /// <param name="counterexample">What a search found in it.</param>
    /// <param name="everyStep">True to show also the steps that a reader can do without: pauses, and locks that nobody
    /// else wants.</param>
    /// <returns>Lines that end with a line feed, the last one, too.</returns>
    /// <exception cref="Schedules.ScheduleDivergedException">The counterexample is of another program.</exception>
    /// <exception cref="ArgumentException">Its schedule violates nothing.</exception>
    public static string Draw(ConcurrentProgram program, Counterexample counterexample, bool everyStep = false)
    {
        var trace = Replayer.Replay(program, counterexample.Schedule);
        if (trace.Violation is null)
        {
            throw new ArgumentException($"the schedule violates nothing in {program.Name}", nameof(counterexample));
        }

        var race = new FailingTrace(trace)
        {
            Decided = PointOfNoReturn.Find(program, counterexample),
            IsVerbose = everyStep,
        };
        return string.Concat(Lines(race, counterexample.IsShortest).Select(line => line.TrimEnd() + "\n"));
    }

    private static IEnumerable<string> Lines(FailingTrace race, bool isShortest)
    {
        var narrative = Narrative.Of(race);
        var places = string.Join(" / ", RacePlaces.Of(race));
        return
        [
            .. DiagramText.Paragraph($"BUG: {What(race.Violation)}" + (places.Length == 0 ? "" : $" in {places}"), 0),
            .. DiagramText.Paragraph($"program {race.Trace.Program}   {DiagramText.Size(race, isShortest)}", 2),
            .. DiagramText.Initially(race.Trace) is { } initially ? DiagramText.Paragraph(initially, 2) : [],
            .. narrative.Bystanders.SelectMany(text => DiagramText.Paragraph(text, 2)),
            "",
            .. DiagramLayout.Lines(narrative, DiagramText.MaxWidth),
            "",
            .. DiagramText.Paragraph(DiagramText.Decision(race), 2),
            .. DiagramText.Paragraph(race.Violation.Explanation, 2),
            .. DiagramText.Paragraph($"Violated: {race.Violation.Property}", 2),
            .. DiagramText.Paragraph($"Schedule: {race.Trace.Schedule}", 2),
        ];
    }

    private static string What(Violation violation) =>
        violation.Kind switch
        {
            ViolationKind.UseAfterFree => "use after free",
            ViolationKind.DoubleFree => "double free",
            ViolationKind.LockMisuse => "lock misuse",
            ViolationKind.Exception => "exception",
            ViolationKind.BlockedForEver when violation.Property == EngineRules.NoBlockedFiber => "deadlock",
            ViolationKind.Livelock => "livelock",
            _ => $"not true that {violation.Property}",
        };
}
