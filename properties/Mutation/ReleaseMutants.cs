using System.Collections.Immutable;
using Interleave;
using Interleave.Mutation;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Traces;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Mutation;

/// <summary>
/// All small changes of a release: each step that some scenario takes in the release's parts or the kernel's
/// primitives, changed in each way that its kind allows; each call left out; and each step or call swapped with the
/// next (R. DeMillo, R. Lipton, F. Sayward, "Hints on test data selection", 1978). Found by running, so nothing is
/// listed by hand.
/// </summary>
public sealed class ReleaseMutants
{
    private const string OfTheModel = "PgmapCheck.Model.";
    private const long MoreStates = 20_000;

    private readonly ImmutableDictionary<StepMutation, ImmutableArray<Seen>> _scenarios;

    private ReleaseMutants(ImmutableDictionary<StepMutation, ImmutableArray<Seen>> scenarios) => _scenarios = scenarios;

    private sealed record Seen(Case Case, long States, ImmutableArray<string> NeverReached);

    /// <summary>The mutants, in a fixed order.</summary>
    public ImmutableArray<StepMutation> All =>
        [
            .. _scenarios
                .Keys.OrderBy(mutation => mutation.Site.ToString(), StringComparer.Ordinal)
                .ThenBy(mutation => mutation.Operator),
        ];

    /// <summary>Runs every scenario of a release, and notes what could be changed in what it does.</summary>
    /// <exception cref="ArgumentException">A scenario violates something already: only a fixed release can be
    /// mutated.</exception>
    public static ReleaseMutants Of(Release release)
    {
        var scenarios = new Dictionary<StepMutation, List<Seen>>();
        foreach (var subject in Case.Of([release]))
        {
            var mutations = new HashSet<StepMutation>();
            var verdict = Checker.Prove(
                With(
                    subject,
                    machine =>
                        machine.ObserveMutations(
                            (mutation, method) =>
                            {
                                if (
                                    method?.DeclaringType?.Namespace is { } space
                                    && (
                                        space.StartsWith(OfTheModel + "Protocol", StringComparison.Ordinal)
                                        || space == OfTheModel + "Kernel"
                                    )
                                )
                                {
                                    mutations.Add(mutation);
                                }
                            }
                        )
                )
            );
            if (!verdict.Counterexamples.IsEmpty)
            {
                throw new ArgumentException(
                    $"{subject.Name} violates '{verdict.Counterexamples[0].Violation.Property}' as it is",
                    nameof(release)
                );
            }

            foreach (var mutation in mutations)
            {
                scenarios.TryAdd(mutation, []);
                scenarios[mutation].Add(new Seen(subject, verdict.States, verdict.NeverReached));
            }
        }

        return new ReleaseMutants(
            scenarios.ToImmutableDictionary(
                pair => pair.Key,
                pair => pair.Value.OrderBy(seen => seen.States).ToImmutableArray()
            )
        );
    }

    /// <summary>Runs the scenarios that come there, the smallest first, until one notices the change.</summary>
    public MutationVerdict Check(StepMutation mutation)
    {
        var isIncomplete = false;
        foreach (var seen in _scenarios[mutation])
        {
            var program = With(seen.Case, machine => machine.Mutate(mutation));
            var options = new SearchOptions
            {
                Liveness = Liveness.Strong,
                Bounds = new SearchBounds { MaxStates = (2 * seen.States) + MoreStates },
            };
            var verdict = CheckNearFirst(program, options);
            isIncomplete |= !verdict.Complete;
            if (verdict.Counterexamples is [var found, ..])
            {
                return new MutationVerdict(
                    mutation,
                    seen.Case.Scenario.Name,
                    found.Violation.Property,
                    found.Schedule.Steps.Length
                )
                {
                    Counterexample = found,
                };
            }

            if (verdict.Complete && verdict.NeverReached.Except(seen.NeverReached).FirstOrDefault() is { } lost)
            {
                return new MutationVerdict(mutation, seen.Case.Scenario.Name, $"reached: {lost}", 0);
            }
        }

        return new MutationVerdict(mutation, null, null, 0) { IsIncomplete = isIncomplete };
    }

    /// <summary>The program on which a mutant's counterexample is a schedule.</summary>
    public ConcurrentProgram ProgramOf(MutationVerdict verdict) =>
        With(CaseOf(verdict), machine => machine.Mutate(verdict.Mutation));

    /// <summary>The same without the change.</summary>
    public ConcurrentProgram SoundProgramOf(MutationVerdict verdict) => CaseOf(verdict).Program;

    private Case CaseOf(MutationVerdict verdict) =>
        _scenarios[verdict.Mutation].Single(seen => seen.Case.Scenario.Name == verdict.Scenario).Case;

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

    private static ConcurrentProgram With(Case subject, Action<Machine> change) =>
        new(
            subject.Name,
            machine =>
            {
                change(machine);
                KernelProperties.AddTo(subject.Scenario.Boot(machine, subject.Release));
            }
        );
}

/// <summary>What became of a mutant.</summary>
/// <param name="Mutation">The change.</param>
/// <param name="Scenario">The scenario that killed it; null if none did.</param>
/// <param name="Property">What it violates there, or what is no longer reached; null if it survives.</param>
/// <param name="Steps">How many steps the counterexample has; 0 without one.</param>
public sealed record MutationVerdict(StepMutation Mutation, string? Scenario, string? Property, int Steps)
{
    /// <summary>True if something noticed the change.</summary>
    public bool IsKilled => Property is not null;

    /// <summary>The schedule that shows it; null if it survives, or if something is no longer reached.</summary>
    public Counterexample? Counterexample { get; init; }

    /// <summary>True if some scenario could not be searched to the end, so that surviving says less.</summary>
    public bool IsIncomplete { get; init; }
}
