using System.Collections.Immutable;
using Litmus.Verdicts;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.LitmusFiles;

/// <summary>What a run of <c>pgmapcheck litmus</c> found.</summary>
/// <param name="Model">The memory.</param>
/// <param name="Files">The files, in order.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record LitmusReport(AxiomaticModel Model, ImmutableArray<LitmusResult> Files, TimeSpan Elapsed)
    : IReport<LitmusReport>
{
    /// <inheritdoc/>
    public ExitCode ExitCode { get; init; } =
        Files.Select(file => file.ExitCode).Aggregate(ExitCode.Held, ExitCodes.Worse);

    /// <summary>What the last line says.</summary>
    public string LastLine =>
        ExitCode.Describe(
            ExitCode switch
            {
                ExitCode.Held when Files.Any(file => file.Outcome == LitmusOutcome.AsRecorded) => "all as recorded",
                ExitCode.Held => "all judged",
                ExitCode.Violated => "a verdict is not the recorded one",
                ExitCode.Incomplete => "incomplete, nothing differs so far",
                _ => ExitCode.Word(),
            }
        );

    /// <inheritdoc/>
    public LitmusReport EndingWith(ExitCode exitCode) => this with { ExitCode = exitCode };

    /// <summary>How many files came to an outcome.</summary>
    public int Count(LitmusOutcome outcome) => Files.Count(file => file.Outcome == outcome);
}
