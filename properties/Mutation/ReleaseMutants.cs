using System.Collections.Immutable;
using System.Reflection;
using Interleave;
using Interleave.Mutation;
using Interleave.Programs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Properties.Mutation;

/// <summary>
/// All small changes of a release: each step that some scenario takes in the release's parts or the kernel's
/// primitives, changed in each way that its kind allows; each call left out; and each step or call swapped with the
/// next (R. DeMillo, R. Lipton, F. Sayward, "Hints on test data selection", 1978). Found by running, so nothing is
/// listed by hand.
/// </summary>
internal sealed class ReleaseMutants
{
    private const string OfTheModel = "PgmapCheck.Model.";

    private readonly ImmutableDictionary<StepMutation, ImmutableArray<MutantSearch.Subject>> _scenarios;

    private ReleaseMutants(ImmutableDictionary<StepMutation, ImmutableArray<MutantSearch.Subject>> scenarios) =>
        _scenarios = scenarios;

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
    public static ReleaseMutants Of(Release release) => Of(release, []);

    /// <summary>The same with scenarios besides those of the model.</summary>
    /// <exception cref="ArgumentException">A scenario violates something already.</exception>
    public static ReleaseMutants Of(Release release, ImmutableArray<Scenario> more)
    {
        var scenarios = new Dictionary<StepMutation, List<MutantSearch.Subject>>();
        var subjects = more.Where(scenario => scenario.RunsOn(release)).Select(one => new Case(release, one));
        foreach (var subject in Case.Of([release]).Concat(subjects))
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
                                        || IsUsers(method.Module)
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
                scenarios[mutation].Add(new MutantSearch.Subject(subject, verdict.States, verdict.NeverReached));
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
    public MutationVerdict<StepMutation> Check(StepMutation mutation) =>
        MutantSearch.Check(
            mutation,
            _scenarios[mutation],
            subject => With(subject, machine => machine.Mutate(mutation))
        );

    /// <summary>The program on which a mutant's counterexample is a schedule.</summary>
    public ConcurrentProgram ProgramOf(MutationVerdict<StepMutation> verdict) =>
        With(CaseOf(verdict), machine => machine.Mutate(verdict.Mutation));

    /// <summary>The same without the change.</summary>
    public ConcurrentProgram SoundProgramOf(MutationVerdict<StepMutation> verdict) => CaseOf(verdict).Program;

    // Code of neither the model nor the engine is a part of somebody else's.
    private static bool IsUsers(Module module) =>
        module != typeof(Release).Module && module != typeof(Machine).Module && module != typeof(Case).Module;

    private Case CaseOf(MutationVerdict<StepMutation> verdict) =>
        _scenarios[verdict.Mutation].Single(seen => seen.Case.Scenario.Name == verdict.Scenario).Case;

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
