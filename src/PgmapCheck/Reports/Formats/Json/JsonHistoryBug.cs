using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>A known bug that a history shows.</summary>
internal sealed record JsonHistoryBug
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string? IntroducedBy { get; init; }

    public required string? FixedBy { get; init; }

    public required string? FixSubject { get; init; }

    /// <summary>When it came and went, in words.</summary>
    public required string History { get; init; }

    public required ImmutableArray<JsonBugSpan> Spans { get; init; }

    public required ImmutableArray<string> FoundOn { get; init; }

    public static JsonHistoryBug Of(ReleaseHistory history, BugEntry bug)
    {
        var life = new BugLife(history, bug);
        return new JsonHistoryBug
        {
            Id = bug.Id,
            Title = bug.Title,
            IntroducedBy = bug.IntroducedBy,
            FixedBy = bug.FixedBy,
            FixSubject = bug.FixSubject,
            History = life.Describe(),
            Spans = [.. life.Spans.Select(JsonBugSpan.Of)],
            FoundOn = life.Kernels,
        };
    }
}

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
