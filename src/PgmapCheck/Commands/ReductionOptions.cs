using System.CommandLine;
using Interleave.Memory;
using Interleave.Search;
using PgmapCheck.Results;

namespace PgmapCheck.Commands;

/// <summary>The switches that take reductions off a search, and how it tells states apart.</summary>
internal sealed class ReductionOptions
{
    private readonly Option<bool> _noSymmetry = Switch(
        "--no-symmetry",
        "Tell apart states that differ only by which of equal threads did what"
    );

    private readonly Option<bool> _noSleepSets = Switch(
        "--no-sleep-sets",
        "Take steps whose order cannot matter in every order"
    );

    private readonly Option<bool> _noValueCommutation = Switch(
        "--no-conditional-independence",
        "Let steps commute only if they touch different cells, or only read"
    );

    private readonly Option<bool> _noPersistentSets = Switch(
        "--no-persistent-sets",
        "Disable persistent-set partial-order reduction"
    );

    private readonly Option<bool> _noLockAtomicity = Switch(
        "--no-lipton-reduction",
        "Do not treat a fully protected critical section as one atomic step"
    );

    private readonly Option<bool> _noCallerReduction = Switch(
        "--no-tail-call-elimination",
        "Tell apart equal threads by callers that will only return"
    );

    private readonly Option<bool> _noDeadLocals = Switch(
        "--no-dead-locals",
        "Tell states apart by locals that will not be read again"
    );

    private readonly Option<string> _bits = CommonOptions.OneOf(
        "--bits",
        "Bits of the fingerprints that tell states apart",
        "64",
        "128"
    );

    /// <summary>The options, for a command to add.</summary>
    public IEnumerable<Option> All =>
        [
            _bits,
            _noSymmetry,
            _noSleepSets,
            _noValueCommutation,
            _noPersistentSets,
            _noLockAtomicity,
            _noCallerReduction,
            _noDeadLocals,
        ];

    /// <summary>Who has a use for them.</summary>
    public IEnumerable<EngineOption> Uses =>
        [
            new(_bits, EngineOption.OfStates),
            new(_noSymmetry, EngineOption.OfStates),
            new(_noSleepSets, [Engine.States]) { Memories = [MemoryModel.Sequential, MemoryModel.Tso] },
            new(_noValueCommutation, [Engine.States]) { Memories = [MemoryModel.Sequential] },
            new(_noPersistentSets, [Engine.States]),
            new(_noLockAtomicity, [Engine.States]),
            new(_noCallerReduction, EngineOption.OfStates),
            new(_noDeadLocals, EngineOption.OfStates),
        ];

    /// <summary>The options of a search as a command line wants them.</summary>
    public SearchOptions Apply(ParseResult parsed, SearchOptions options) =>
        options with
        {
            Symmetry = !parsed.GetValue(_noSymmetry),
            SleepSets = !parsed.GetValue(_noSleepSets),
            ConditionalIndependence = !parsed.GetValue(_noValueCommutation),
            PersistentSets = !parsed.GetValue(_noPersistentSets),
            LiptonReduction = !parsed.GetValue(_noLockAtomicity),
            TailCallElimination = !parsed.GetValue(_noCallerReduction),
            DropsDeadLocals = !parsed.GetValue(_noDeadLocals),
            FingerprintBits = parsed.GetValue(_bits) == "128" ? 128 : 64,
        };

    private static Option<bool> Switch(string name, string description) => new(name) { Description = description };
}
