using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats.Json;

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
