using System.Collections.Immutable;
using Interleave.Comparison;
using PgmapCheck.Properties.Conformance;

namespace PgmapCheck.Reports.Conformance;

/// <summary>What a run of <c>pgmapcheck conform</c> found.</summary>
/// <param name="Tree">The tree, as the user named it.</param>
/// <param name="Version">Its version.</param>
/// <param name="Base">The release by hand.</param>
/// <param name="Bounds">How far it went.</param>
internal sealed record ConformanceReport(string Tree, string Version, string Base, ComparisonBounds Bounds)
    : IReport<ConformanceReport>
{
    /// <summary>The functions that were asked for.</summary>
    public ImmutableArray<FunctionVerdict> Functions { get; init; } = [];

    /// <summary>Justifications of differences that there are not; empty if not all functions were asked for.</summary>
    public ImmutableArray<Justification> Stale { get; init; } = [];

    /// <summary>Differences in none of the model's functions.</summary>
    public ImmutableArray<FoundDifference> Outside { get; init; } = [];

    /// <summary>How many scenarios, threads, pairs of local states, and states that values were taken from.</summary>
    public ConformanceCounts Counts { get; init; } = new(0, 0, 0, 0);

    /// <summary>What was left out; empty for nothing.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <inheritdoc/>
    public ExitCode ExitCode =>
        Ends
        ?? (
            Functions.Any(function => function.IsUnjustified) ? ExitCode.Violated
            : !Stale.IsEmpty ? ExitCode.Vacuous
            : !LeftOut.IsEmpty || Functions.Any(function => function.IsOpen) ? ExitCode.Incomplete
            : ExitCode.Held
        );

    /// <summary>What the last line says.</summary>
    public string LastLine =>
        ExitCode.Describe(
            ExitCode switch
            {
                ExitCode.Held => "the model is this text, or the difference is argued for",
                ExitCode.Violated => "a routine is not its function, and nobody says why that is harmless",
                ExitCode.Vacuous => "a difference is argued for that there is not",
                ExitCode.Incomplete => "incomplete, no difference that is not argued for so far",
                _ => ExitCode.Word(),
            }
        );

    /// <inheritdoc/>
    public ConformanceReport EndingWith(ExitCode exitCode) => this with { Ends = exitCode };

    /// <summary>How many functions came to a verdict.</summary>
    public int Count(ConformanceKind kind) => Functions.Count(function => function.Kind == kind);

    // What a report that could not be written makes of it.
    private ExitCode? Ends { get; init; }
}

/// <summary>How much was compared.</summary>
/// <param name="Scenarios">Scenarios whose threads were compared.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Pairs">Pairs of local states, of all threads together.</param>
/// <param name="States">States of all scenarios, by hand and from text, that values were taken from.</param>
internal sealed record ConformanceCounts(int Scenarios, int Threads, long Pairs, long States);
