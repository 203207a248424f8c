using System.Collections.Immutable;
using System.Threading;
using Interleave.Comparison;
using Interleave.Programs;
using KernelText.Trees;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Properties.Conformance;

/// <summary>How far it has come.</summary>
/// <param name="Done">Scenarios done.</param>
/// <param name="All">All scenarios, each twice: for its values, and compared.</param>
/// <param name="What">What is next.</param>
internal readonly record struct ConformanceProgress(int Done, int All, string What);

/// <summary>
/// Compares the threads of all scenarios, run by the routines of a release, with the same run by the functions of a
/// kernel tree, and says of each function what came of it.
/// </summary>
/// <param name="hand">The release by hand.</param>
/// <param name="text">The same with the functions of the tree.</param>
/// <param name="tree">Which tree that is: justifications are about some.</param>
/// <param name="justifications">Why differences are harmless.</param>
/// <param name="bounds">How far it goes.</param>
internal sealed class TreeConformance(
    Release hand,
    Release text,
    KernelVersion tree,
    ImmutableArray<Justification> justifications,
    ComparisonBounds bounds
)
{
    private readonly CellFamily _family = new(new CellNames(AliasOf, IsBookkeeping));

    /// <summary>The scenarios.</summary>
    public ImmutableArray<Scenario> Scenarios { get; init; } =
    [.. KnownScenarios.All.Where(scenario => scenario.RunsOn(hand))];

    /// <summary>How many states values were taken from.</summary>
    public long States => _family.States;

    /// <summary>Programs, two for each scenario, with more states than were to be looked at.</summary>
    public int CutPrograms => _family.Cut;

    /// <summary>How many pairs of local states were compared.</summary>
    public long Pairs { get; private set; }

    /// <summary>How many threads were compared.</summary>
    public int Threads { get; private set; }

    /// <summary>Threads that have more pairs than were to be compared.</summary>
    public ImmutableArray<string> CutThreads { get; private set; } = [];

    /// <summary>Results that never occur, so that the code of a side cannot go on with them.</summary>
    public long Unfeasible { get; private set; }

    /// <summary>Differences in no function of the model: in the code of scenarios, or around what is read.</summary>
    public ImmutableArray<FoundDifference> Outside { get; private set; } = [];

    /// <summary>
    /// Address dependencies from a load to later accesses that the model declares, each as function and cell, and
    /// whether the text's function has it, too, where nobody declares it: there it is derived.
    /// </summary>
    public ImmutableSortedDictionary<(string Function, string Cell), bool> Dependencies { get; private set; } =
        ImmutableSortedDictionary<(string Function, string Cell), bool>.Empty;

    /// <summary>Justifications for this tree of differences that there are not.</summary>
    public ImmutableArray<Justification> Stale { get; private set; } = [];

    /// <summary>Compares.</summary>
    /// <param name="progress">Told before each scenario; null for nobody.</param>
    /// <param name="interrupt">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public ImmutableArray<FunctionVerdict> Run(
        Action<ConformanceProgress>? progress = null,
        CancellationToken interrupt = default
    )
    {
        for (var i = 0; i < Scenarios.Length; i++)
        {
            progress?.Invoke(new(i, 2 * Scenarios.Length, Scenarios[i].Name));
            _family.Add(ProgramOf(hand, Scenarios[i]), 0, bounds.MaxStates, interrupt);
            _family.Add(ProgramOf(text, Scenarios[i]), 1, bounds.MaxStates, interrupt);
        }

        Dependencies = DeclaredDependencies();
        var evidence = new Evidence(ModelFunction.Of(hand));
        for (var i = 0; i < Scenarios.Length; i++)
        {
            progress?.Invoke(new(Scenarios.Length + i, 2 * Scenarios.Length, Scenarios[i].Name));
            foreach (var fiber in Compare(hand, Scenarios[i], evidence, interrupt))
            {
                Pairs += fiber.Pairs;
                Threads++;
                Unfeasible += fiber.Unfeasible;
                CutThreads = fiber.IsComplete ? CutThreads : CutThreads.Add($"{Scenarios[i].Name}: {fiber.Fiber}");
            }
        }

        Outside = evidence.Outside.Differences;
        var verdicts = evidence.Verdicts(text.Text!, _family);
        verdicts = [.. verdicts.Select(verdict => WithOtherForm(verdict, progress, interrupt)).Select(Justified)];
        Stale =
        [
            .. justifications.Where(j =>
                j.IsAbout(tree) && !verdicts.Any(v => v.Function.Name == j.Function && Covers(j, v))
            ),
        ];
        return verdicts;
    }

    // Every kind that a justification names is there.
    private static bool Covers(Justification justification, FunctionVerdict verdict) =>
        justification.Kinds.All(kind => KindsOf(verdict).Contains(kind));

    private static IEnumerable<DifferenceKind> KindsOf(FunctionVerdict verdict) =>
        verdict.Kind switch
        {
            ConformanceKind.Differs => verdict.Differences.Select(static found => found.Difference.Kind).Distinct(),
            ConformanceKind.Open => [DifferenceKind.Behind],
            _ => [],
        };

    private FunctionVerdict Justified(FunctionVerdict verdict)
    {
        var about = justifications
            .Where(j => j.Function == verdict.Function.Name && j.IsAbout(tree))
            .ToImmutableArray();
        return KindsOf(verdict).All(kind => about.Any(j => j.Kinds.Contains(kind)))
            ? verdict with
            {
                Justifications = KindsOf(verdict).Any() ? about : [],
            }
            : verdict;
    }

    // Another form that the part has in some kernel, and in which the function is the same as the text.
    private FunctionVerdict WithOtherForm(
        FunctionVerdict verdict,
        Action<ConformanceProgress>? progress,
        CancellationToken interrupt
    )
    {
        if (
            verdict.Kind != ConformanceKind.Differs
            || ModelFunction.PartWith(hand, verdict.Function.Name) is not { } part
        )
        {
            return verdict;
        }

        var scenarios = verdict
            .Differences.Select(static found => found.Scenario)
            .Distinct()
            .Take(MostScenarios)
            .Select(name => Scenarios.First(scenario => scenario.Name == name))
            .ToArray();
        foreach (var (form, since) in OtherForms.Of(hand, part))
        {
            var other = OtherForms.With(hand, part, form);
            progress?.Invoke(new(2 * Scenarios.Length, 2 * Scenarios.Length, $"{form.GetType().Name}"));
            if (
                scenarios.All(scenario => scenario.RunsOn(other))
                && ModelFunction.Of(other) is var functions
                && functions.Any(f => f.Name == verdict.Function.Name)
            )
            {
                var evidence = new Evidence(functions);
                foreach (var scenario in scenarios)
                {
                    Compare(other, scenario, evidence, interrupt);
                }

                if (evidence.Of(verdict.Function.Name) is { Places: > 0, Differences.IsEmpty: true, Behind: 0 })
                {
                    return verdict with
                    {
                        Kind = ConformanceKind.OtherForm,
                        OtherForm = $"{form.GetType().Name} ({since})",
                    };
                }
            }
        }

        return verdict;
    }

    private ImmutableSortedDictionary<(string Function, string Cell), bool> DeclaredDependencies()
    {
        var innermost = new InnermostFunction(ModelFunction.Of(hand));
        var derived = _family
            .FollowedBy(1)
            .SelectMany(load => innermost.Text(load.Calls).Select(function => (function, Kind(load.Cell))))
            .ToHashSet();
        return _family
            .FollowedBy(0)
            .Select(load => (innermost.Hand(load.Calls).LastOrDefault() ?? "", Kind(load.Cell)))
            .Distinct()
            .ToImmutableSortedDictionary(static load => load, derived.Contains);

        // Without the number of one of several objects.
        static string Kind(string cell) => cell.Split(" #")[0];
    }

    private const int MostScenarios = 3;

    private ImmutableArray<FiberComparison> Compare(
        Release byHand,
        Scenario scenario,
        Evidence evidence,
        CancellationToken interrupt
    )
    {
        var compared = AutomataComparison.Compare(
            ProgramOf(byHand, scenario),
            ProgramOf(text, scenario),
            _family,
            bounds,
            interrupt
        );
        foreach (var fiber in compared)
        {
            evidence.Add(scenario.Name, fiber);
        }

        return compared;
    }

    // What only one of the two has an object for, or has one for each user.
    private static string? AliasOf(string cell) =>
        cell.StartsWith("percpu_ref_switch_lock", StringComparison.Ordinal) ? "percpu_ref_switch_lock" : null;

    // What a queued entry waits for: by hand a thread writes it before it queues the entry, in the text the binding
    // does
    // when the entry, a local until then, gets into the queue.
    private static bool IsBookkeeping(string cell) => cell.StartsWith("wait_bit_key", StringComparison.Ordinal);

    // Without properties: values are taken from all states, and nothing is judged.
    private static ConcurrentProgram ProgramOf(Release release, Scenario scenario) =>
        new($"{release.Name}/{scenario.Name}", machine => scenario.Boot(machine, release));
}
