using PgmapCheck.Cases;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>The catalogue's entry for a violation.</summary>
internal sealed record JsonBug(string Id, string Title, string? FixedBy, string? FixSubject)
{
    public static JsonBug Of(BugEntry bug) => new(bug.Id, bug.Title, bug.FixedBy, bug.FixSubject);
}
