using System.Collections.Immutable;
using Interleave;
using Interleave.Search;
using KernelText.Mutation;
using PgmapCheck.Model.Harnesses;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Properties.Mutation;

/// <summary>All small changes of the functions of a kernel tree that a harness comes through, as <see
/// cref="TextMutants"/> has them for scenarios. The harness's own C is not changed.</summary>
internal sealed class HarnessMutants
{
    private readonly HarnessText _text;
    private readonly Verdict _verdict;

    private HarnessMutants(HarnessText text, Verdict verdict, ImmutableArray<GraphMutation> all) =>
        (_text, _verdict, All) = (text, verdict, all);

    /// <summary>The mutants, by function and instruction.</summary>
    public ImmutableArray<GraphMutation> All { get; }

    /// <summary>Why there are none: the harness does not hold as it is; null if it does.</summary>
    public string? WhyNone => _verdict.IsProof ? null : "it is not proved as it is";

    /// <summary>Runs a harness, and notes what could be changed in what it runs.</summary>
    public static HarnessMutants Of(HarnessText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var recorded = text.RecordedByInstruction();
        var verdict = Checker.Check(HarnessProgram.Of(recorded, text.Harness.Name));
        var use = recorded.Code.Use;
        return new(
            text,
            verdict,
            !verdict.IsProof
                ? []
                :
                [
                    .. recorded
                        .Functions.SelectMany(f =>
                            GraphMutation.Of(f, i => use.Has(f, i, true) && use.Has(f, i, false), TextCode.PairOf)
                        )
                        .Where(m => use.Has(m.Function, m.Instruction))
                        .OrderBy(m => m.Function.Name, StringComparer.Ordinal)
                        .ThenBy(m => m.Function.File, StringComparer.Ordinal)
                        .ThenBy(m => m.Instruction)
                        .ThenBy(m => m.Operator),
                ]
        );
    }

    /// <summary>Runs the harness with a change.</summary>
    public MutationVerdict<GraphMutation> Check(GraphMutation mutation) =>
        MutantSearch.Check(
            mutation,
            _text.Harness.Name,
            HarnessProgram.Of(_text.With(mutation), _text.Harness.Name),
            _verdict.States,
            _verdict.NeverReached
        );
}
