using System.Collections.Immutable;
using Interleave;
using Interleave.Search;
using KernelText.Flow;
using KernelText.Mutation;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Properties.Mutation;

/// <summary>
/// All small changes of the functions of a kernel tree: of each instruction that some scenario comes through, in each
/// way that its sort allows. Found by running, so nothing is listed by hand. A condition that all scenarios decide in
/// the same way is not negated: what lies behind it is not what they are about.
/// </summary>
internal sealed class TextMutants
{
    private readonly Func<GraphMutation, Release> _changed;
    private readonly ImmutableDictionary<GraphMutation, ImmutableArray<MutantSearch.Subject>> _subjects;

    private TextMutants(
        Func<GraphMutation, Release> changed,
        ImmutableDictionary<GraphMutation, ImmutableArray<MutantSearch.Subject>> subjects
    ) => (_changed, _subjects) = (changed, subjects);

    /// <summary>The mutants, by function and instruction.</summary>
    public ImmutableArray<GraphMutation> All =>
        [
            .. _subjects
                .Keys.OrderBy(mutation => mutation.Function.Name, StringComparer.Ordinal)
                .ThenBy(mutation => mutation.Function.File, StringComparer.Ordinal)
                .ThenBy(mutation => mutation.Instruction)
                .ThenBy(mutation => mutation.Operator),
        ];

    /// <summary>
    /// Runs every scenario that holds on a kernel whose parts call the functions of a tree, and notes what could be
    /// changed in what it runs. What is violated as it is says nothing about a mutant.
    /// </summary>
    /// <param name="text">The tree's functions.</param>
    /// <param name="release">The kernel of some code, which is that of the tree or a mutant of it.</param>
    public static TextMutants Of(TextCode text, Func<TextCode, Release> release)
    {
        var runs = new List<(TextCode Code, MutantSearch.Subject Subject)>();
        var known = release(text);
        foreach (var scenario in KnownScenarios.All.Where(scenario => scenario.RunsOn(known)))
        {
            var code = text.RecordedByInstruction();
            var subject = new Case(release(code), scenario);
            var verdict = Checker.Check(subject.Program, new SearchOptions());
            if (verdict.IsProof)
            {
                runs.Add((code, new(subject, verdict.States, verdict.NeverReached)));
            }
        }

        var subjects =
            from function in runs.SelectMany(run => run.Code.Use.Functions).DistinctBy(function => function.Symbol)
            from mutation in GraphMutation.Of(
                function,
                i => Goes(runs, function, i, true) && Goes(runs, function, i, false),
                TextCode.PairOf
            )
            select KeyValuePair.Create(
                mutation,
                runs.Where(run => run.Code.Use.Has(function.Symbol, mutation.Instruction))
                    .Select(run => run.Subject)
                    .OrderBy(subject => subject.States)
                    .ToImmutableArray()
            );
        return new TextMutants(
            mutation => release(new TextCode(text.Program, mutation)),
            subjects.ToImmutableDictionary()
        );
    }

    /// <summary>Runs the scenarios that come there, the smallest first, until one notices the change.</summary>
    public MutationVerdict<GraphMutation> Check(GraphMutation mutation)
    {
        var release = _changed(mutation);
        return MutantSearch.Check(
            mutation,
            _subjects[mutation],
            subject => new Case(release, subject.Scenario).Program
        );
    }

    // Some run comes to an instruction, or takes a branch this way.
    private static bool Goes(
        List<(TextCode Code, MutantSearch.Subject Subject)> runs,
        FlowFunction function,
        int instruction,
        bool isTaken
    ) => runs.Exists(run => run.Code.Use.Has(function, instruction, isTaken));
}
