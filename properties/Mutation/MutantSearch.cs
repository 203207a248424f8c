using System.Collections.Immutable;
using Interleave;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Traces;

namespace PgmapCheck.Properties.Mutation;

/// <summary>Looks for a scenario that notices a mutant.</summary>
internal static class MutantSearch
{
    private const long MoreStates = 20_000;

    /// <summary>A scenario that comes through what is changed.</summary>
    /// <param name="Case">On the kernel without the change.</param>
    /// <param name="States">How many states it has there.</param>
    /// <param name="NeverReached">What it does not come to there.</param>
    public sealed record Subject(Case Case, long States, ImmutableArray<string> NeverReached);

    /// <summary>Runs scenarios, in order, until one violates something or no longer reaches what it should.</summary>
    /// <param name="mutation">The change.</param>
    /// <param name="subjects">The scenarios, the smallest first.</param>
    /// <param name="changed">The program of a case with the change.</param>
    public static MutationVerdict<TMutation> Check<TMutation>(
        TMutation mutation,
        ImmutableArray<Subject> subjects,
        Func<Case, ConcurrentProgram> changed
    )
    {
        var isIncomplete = false;
        string? stopped = null;
        foreach (var subject in subjects)
        {
            var scenario = subject.Case.Scenario.Name;
            var one = Check(mutation, scenario, changed(subject.Case), subject.States, subject.NeverReached);
            isIncomplete |= one.IsIncomplete;
            stopped ??= one.Stopped;
            if (one.IsKilled)
            {
                return one;
            }
        }

        return new MutationVerdict<TMutation>(mutation, null, null, 0)
        {
            IsIncomplete = isIncomplete,
            Stopped = stopped,
        };
    }

    /// <summary>Runs one program.</summary>
    /// <param name="mutation">The change.</param>
    /// <param name="name">What the program is called.</param>
    /// <param name="program">With the change.</param>
    /// <param name="states">How many states it has without the change.</param>
    /// <param name="neverReached">What it does not come to without the change.</param>
    public static MutationVerdict<TMutation> Check<TMutation>(
        TMutation mutation,
        string name,
        ConcurrentProgram program,
        long states,
        ImmutableArray<string> neverReached
    )
    {
        var options = new SearchOptions
        {
            Liveness = Liveness.Strong,
            Bounds = new SearchBounds { MaxStates = (2 * states) + MoreStates },
        };
        var verdict = CheckNearFirst(program, options);
        if (verdict.Counterexamples is [var found, ..])
        {
            return new(mutation, name, found.Violation.Property, found.Schedule.Steps.Length)
            {
                Counterexample = found,
            };
        }

        return verdict.Complete && verdict.NeverReached.Except(neverReached).FirstOrDefault() is { } lost
            ? new(mutation, name, $"reached: {lost}", 0)
            : new(mutation, null, null, 0)
            {
                IsIncomplete = !verdict.Complete,
                Stopped = verdict.Unknown.FirstOrDefault()?.Violation.ToString(),
            };
    }

    // A depth-first search may follow a count that grows in a loop until the bound; then the nearest states are looked
    // at.
    private static Verdict CheckNearFirst(ConcurrentProgram program, SearchOptions options)
    {
        var verdict = Checker.Check(program, options);
        return verdict.Complete || !verdict.Counterexamples.IsEmpty
            ? verdict
            : verdict with
            {
                Counterexamples = Checker.SearchBreadthFirst(program, options).Counterexamples,
            };
    }
}

/// <summary>What became of a mutant.</summary>
/// <param name="Mutation">The change.</param>
/// <param name="Scenario">The scenario that killed it; null if none did.</param>
/// <param name="Property">What it violates there, or what is no longer reached; null if it survives.</param>
/// <param name="Steps">How many steps the counterexample has; 0 without one.</param>
internal sealed record MutationVerdict<TMutation>(TMutation Mutation, string? Scenario, string? Property, int Steps)
{
    /// <summary>True if something noticed the change.</summary>
    public bool IsKilled => Property is not null;

    /// <summary>The schedule that shows it; null if it survives, or if something is no longer reached.</summary>
    public Counterexample? Counterexample { get; init; }

    /// <summary>True if some scenario could not be searched to the end, so that surviving says less.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>What the change led to that has no meaning, so that nothing can be said; null if nothing.</summary>
    public string? Stopped { get; init; }
}
