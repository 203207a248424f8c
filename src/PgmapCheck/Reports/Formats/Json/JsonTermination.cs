using Interleave.Search;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>Whether it was decided that every fair execution ends. If not every one does, there is a
/// counterexample.</summary>
internal sealed record JsonTermination
{
    /// <summary>weak or strong.</summary>
    public required string Fairness { get; init; }

    public required bool Decided { get; init; }

    /// <summary>localStates or search; null if it is not decided.</summary>
    public required string? DecidedBy { get; init; }

    /// <summary>Why it is not decided; null if it is.</summary>
    public required string? UndecidedReason { get; init; }

    public required long States { get; init; }

    public required long Transitions { get; init; }

    public required int FingerprintBits { get; init; }

    public required double FalseMergeBound { get; init; }

    public required double CpuSeconds { get; init; }

    public static JsonTermination Of(Termination termination) =>
        new()
        {
            Fairness = termination.Fairness.ToString().ToLowerInvariant(),
            Decided = termination.DecidedBy != TerminationProof.None,
            DecidedBy = termination.DecidedBy switch
            {
                TerminationProof.LocalStates => "localStates",
                TerminationProof.Search => "search",
                _ => null,
            },
            UndecidedReason = termination.Undecided,
            States = termination.States,
            Transitions = termination.Transitions,
            FingerprintBits = termination.FingerprintBits,
            FalseMergeBound = termination.FalseMergeBound,
            CpuSeconds = Math.Round(termination.CpuTime.TotalSeconds, 6),
        };
}
