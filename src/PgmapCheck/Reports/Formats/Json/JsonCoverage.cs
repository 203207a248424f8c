using System.Collections.Immutable;
using Interleave.Properties;
using PgmapCheck.Cases;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>What a run reached.</summary>
internal sealed record JsonCoverage
{
    public required ImmutableArray<KernelFunction> Entered { get; init; }

    public required ImmutableArray<KernelFunction> NeverEntered { get; init; }

    public required ImmutableArray<WakeUp> HandOvers { get; init; }

    public required ImmutableArray<string> NeverEnded { get; init; }

    /// <summary>The tests that some case reached, with the branches that none took.</summary>
    public required ImmutableArray<JsonBranchPoint> Branches { get; init; }

    public required ImmutableArray<string> NeverHeld { get; init; }

    public required int CasesMissing { get; init; }

    public static JsonCoverage Of(CoverageReport report) =>
        new()
        {
            Entered = report.Entered,
            NeverEntered = report.NeverEntered,
            HandOvers = report.HandOvers,
            NeverEnded = report.NeverEnded,
            Branches = JsonBranchPoint.Of(report.BranchPoints),
            NeverHeld = report.NeverHeld,
            CasesMissing = report.Missing,
        };
}
