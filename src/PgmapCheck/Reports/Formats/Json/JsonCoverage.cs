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

/// <summary>A step whose result decides how the code goes on.</summary>
/// <param name="Function">The kernel function, after the one that called it.</param>
/// <param name="Routine">The routine whose step it is.</param>
/// <param name="Step">Which of its steps, in the order of the source, from 0.</param>
/// <param name="Kind">What the step does.</param>
/// <param name="What">The cell that it is on, or what is chosen.</param>
/// <param name="Branches">The ways to go on.</param>
internal sealed record JsonBranchPoint(
    string Function,
    string Routine,
    int Step,
    string Kind,
    string What,
    ImmutableArray<JsonBranch> Branches
)
{
    public static ImmutableArray<JsonBranchPoint> Of(IEnumerable<BranchPoint> points) =>
        [
            .. points.Select(point => new JsonBranchPoint(
                point.Function,
                point.Site.Routine,
                point.Site.Await,
                point.Site.Kind.ToString(),
                point.What,
                [.. point.Branches.Select(branch => new JsonBranch(branch.Results, branch.IsTaken))]
            )),
        ];
}

/// <summary>A way in which the code goes on after a step.</summary>
/// <param name="Results">The results that lead along it, in words.</param>
/// <param name="Taken">Whether it was taken.</param>
internal sealed record JsonBranch(string Results, bool Taken);
