using System.Collections.Immutable;
using System.Globalization;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Hosts.Threads;

/// <summary>Finds schedules for what threads have violated: threads keep no order of their steps, because that would
/// order them.</summary>
internal static class ScheduleLookup
{
    /// <summary>The verdict with a counterexample for each violation.</summary>
    /// <exception cref="InvalidOperationException">A violation has no schedule, or none was found within the
    /// bounds.</exception>
    public static Verdict Complete(ThreadResult result, ConcurrentProgram program, SearchOptions options)
    {
        if (result.Violations.IsEmpty)
        {
            return result.Verdict;
        }

        var search = Checker.Check(program, options);
        var found = ImmutableArray.CreateBuilder<Counterexample>();
        var notes = result.Verdict.Notes;
        foreach (var violation in result.Violations)
        {
            if (Match(search, violation) is { } schedule)
            {
                found.Add(schedule);
            }
            else
            {
                notes = notes.Add(
                    $"'{violation.Property}' is violated only behind a state that breaks what is shown instead"
                );
                found.Add(Behind(violation, program, options));
            }
        }

        return result.Verdict with
        {
            Counterexamples = [.. found.DistinctBy(c => (c.Violation.Kind, c.Violation.Property))],
            Notes = notes.Add("the schedules are a search's"),
        };
    }

    // Threads do not look at the states in between, and so go on where a search stops.
    private static Counterexample Behind(Violation violation, ConcurrentProgram program, SearchOptions options)
    {
        var search = Checker.Prove(program, options with { ChecksEveryState = false });
        if (Match(search, violation) is not { } later)
        {
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"threads violated '{violation.Property}' ({violation.Explanation}), and "
                )
                    + (
                        search.Complete
                            ? "a search of every state finds no schedule for it: one of the two is wrong"
                            : $"the search for a schedule was {search.Incomplete}"
                    )
            );
        }

        for (var length = 0; length < later.Schedule.Steps.Length; length++)
        {
            var prefix = new Schedule(later.Schedule.Steps[..length]);
            if (Replayer.Replay(program, prefix).Violation is { } first)
            {
                return new Counterexample(first, prefix, false);
            }
        }

        return later;
    }

    private static Counterexample? Match(Verdict search, Violation violation) =>
        search.Counterexamples.FirstOrDefault(c =>
            (c.Violation.Kind, c.Violation.Property) == (violation.Kind, violation.Property)
        );
}
