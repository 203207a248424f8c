using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>What came of a scenario on a kernel. The figures are null if there is no verdict.</summary>
internal sealed record JsonHistoryCell
{
    public required string Kernel { get; init; }

    public required string Scenario { get; init; }

    /// <summary>proved, known-bug, unexplained, never-reached, incomplete, error or not-begun.</summary>
    public required string Verdict { get; init; }

    public required bool Complete { get; init; }

    public required long? States { get; init; }

    public required double? Seconds { get; init; }

    /// <summary>Why it is not complete, or has no verdict; null if it has one and is.</summary>
    public required string? Reason { get; init; }

    public required ImmutableArray<JsonHistoryViolation> Violations { get; init; }

    public static JsonHistoryCell Of(HistoryCell cell) =>
        new()
        {
            Kernel = cell.Case.Kernel,
            Scenario = cell.Case.Scenario,
            Verdict = cell.Verdict,
            Complete = cell.IsComplete,
            States = cell.Result?.Verdict?.States,
            Seconds = cell.Result?.Verdict is { } verdict ? Math.Round(verdict.Elapsed.TotalSeconds, 6) : null,
            Reason = cell.Result?.ErrorLine ?? cell.Result?.Verdict?.Incomplete,
            Violations =
            [
                .. cell.Violations.Select(violation => JsonHistoryViolation.Of(violation.Finding, violation.Bug)),
            ],
        };
}

/// <summary>A property violated in a cell of a history.</summary>
/// <param name="Property">The property.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Steps">The length of the counterexample.</param>
/// <param name="Bug">The id of the known bug behind it; null if none is known.</param>
internal sealed record JsonHistoryViolation(string Property, string Kind, int Steps, string? Bug)
{
    public static JsonHistoryViolation Of(Finding finding, BugEntry? bug)
    {
        var found = finding.Counterexample;
        return new(found.Violation.Property, found.Violation.Kind.ToString(), found.Schedule.Steps.Length, bug?.Id);
    }
}
