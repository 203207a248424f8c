using System.Collections.Immutable;
using Interleave.Properties;
using PgmapCheck.Cases;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>What a case reached.</summary>
internal sealed record JsonCaseCoverage
{
    public required ImmutableArray<KernelFunction> Entered { get; init; }

    public required ImmutableArray<WakeUp> HandOvers { get; init; }

    public required ImmutableArray<string> Waits { get; init; }

    public required ImmutableArray<JsonBranchPoint> Branches { get; init; }

    public static JsonCaseCoverage Of(Coverage coverage) =>
        new()
        {
            Entered = CoverageReport.EnteredIn(coverage),
            HandOvers = coverage.HandOvers,
            Waits = coverage.Waits,
            Branches = JsonBranchPoint.Of(CoverageReport.BranchesIn([coverage])),
        };
}
