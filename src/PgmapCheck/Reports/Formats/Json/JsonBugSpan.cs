using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>Releases in a row that have a bug.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="CameIn">The release that brought it; null if that is not known.</param>
/// <param name="GoneIn">The release that no longer has it; null if that is not known.</param>
internal sealed record JsonBugSpan(string First, string Last, string? CameIn, string? GoneIn)
{
    public static JsonBugSpan Of(BugSpan span) =>
        new(span.First.Name, span.Last.Name, span.CameIn?.Name, span.GoneIn?.Name);
}
