using Interleave.Programs;
using Interleave.Search;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Tests.RandomPrograms;

/// <summary>What every counterexample promises, whichever strategy found it.</summary>
internal static class Findings
{
    /// <summary>The first one that breaks a promise, and which; null if all keep theirs.</summary>
    public static string? FirstDefect(ConcurrentProgram program, params IEnumerable<Exploration> explorations)
    {
        var shortest = Checker
            .SearchBreadthFirst(program)
            .Counterexamples.ToDictionary(Key, static c => c.Schedule.Steps.Length);
        foreach (var exploration in explorations)
        {
            foreach (var found in exploration.Verdict.Counterexamples)
            {
                var isTooShort = shortest[Key(found)] > found.Schedule.Steps.Length;
                if ((isTooShort ? "is shorter than a shortest one" : Defect(program, found)) is { } defect)
                {
                    return $"{exploration.Name}, '{found.Violation.Property}', {found.Schedule}: {defect}";
                }
            }
        }

        return null;
    }

    /// <summary>A check as users run it finds all that there is to find, and shortest ways to it.</summary>
    public static string? DefectOfCheck(ConcurrentProgram program, Exploration plain)
    {
        var found = Checker.Check(program, new SearchOptions()).Counterexamples;
        return !found.Select(Exploration.NameOf).Order(StringComparer.Ordinal).SequenceEqual(plain.Violated)
                ? "a check finds something else"
            : found.Any(static c => !c.IsShortest) ? "a check finds longer ways"
            : null;
    }

    private static (ViolationKind, string) Key(Counterexample c) => (c.Violation.Kind, c.Violation.Property);

    private static string? Defect(ConcurrentProgram program, Counterexample found)
    {
        var trace = Replayer.Replay(program, found.Schedule);
        if (trace.Violation != found.Violation)
        {
            return $"replays to {trace.Violation?.ToString() ?? "nothing"}";
        }

        var text = TraceFile.Of(trace, "test").ToString();
        var file = TraceFile.Parse(text, "memory");
        if (file.ToString() != text || file.Replay(program).Violation != found.Violation)
        {
            return "does not survive being written down";
        }

        var simple = Simplification.Simplify(program, found);
        var replayed = Replayer.Replay(program, simple.Schedule).Violation;
        return simple.Schedule.Steps.Length != found.Schedule.Steps.Length ? "is simplified to another length"
            : simple.Schedule.Switches > found.Schedule.Switches ? "is simplified to more switches"
            : simple.Violation.Property != found.Violation.Property ? "is simplified to another violation"
            : replayed != simple.Violation ? "does not replay when simplified"
            : null;
    }
}
