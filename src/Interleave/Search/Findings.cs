using System.Collections.Immutable;
using Interleave.Execution.States;
using Interleave.Schedules;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Search;

/// <summary>What a search has found: for each property that it found violated, the first schedule; and the ends of
/// executions.</summary>
/// <remarks>Threads of one search share it; one at a time may use it.</remarks>
internal sealed class Findings(SearchOptions options)
{
    private readonly Dictionary<(ViolationKind, string), Counterexample> _found = [];

    /// <summary>How many properties were found violated.</summary>
    public int Count => _found.Count;

    /// <summary>The schedules, shortest first.</summary>
    public ImmutableArray<Counterexample> Counterexamples => [.. _found.Values.OrderBy(c => c.Schedule.Steps.Length)];

    /// <summary>Where final states are noted; null for nowhere.</summary>
    public FinalStateMarks? FinalStates { get; set; }

    /// <summary>True if somebody wants to know of executions that end without a violation.</summary>
    public bool NotesEnds => options.OnEnd is not null || FinalStates is not null;

    /// <summary>Takes over what an earlier part of the search found.</summary>
    public void Add(IEnumerable<Counterexample> earlier)
    {
        foreach (var found in earlier)
        {
            _found.Add((found.Violation.Kind, found.Violation.Property), found);
        }
    }

    /// <summary>An execution ends with a violation.</summary>
    /// <param name="execution">Where it is.</param>
    /// <param name="violation">What was violated.</param>
    /// <param name="schedule">How to come there; asked for if the property was not found violated before.</param>
    /// <param name="isShortest">True if no shorter schedule violates it.</param>
    /// <param name="number">How many executions there were.</param>
    public void Add(ProgramState execution, Violation violation, Func<Schedule> schedule, bool isShortest, long number)
    {
        options.OnEnd?.Invoke(execution, violation);
        var key = (violation.Kind, violation.Property);
        if (!_found.ContainsKey(key))
        {
            _found.Add(key, new Counterexample(violation, schedule(), isShortest) { Execution = number });
        }
    }

    /// <summary>An execution ends without a violation.</summary>
    public void AddEnd(ProgramState execution)
    {
        FinalStates?.Add(execution);
        options.OnEnd?.Invoke(execution, null);
    }
}
