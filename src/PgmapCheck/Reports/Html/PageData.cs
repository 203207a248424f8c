using System.Collections.Immutable;
using System.Text.Json;

namespace PgmapCheck.Reports.Html;

/// <summary>
/// What the script of a page needs and the page does not show. Texts are numbers of <see cref="Strings"/>.
/// </summary>
internal sealed record PageData
{
    public required ImmutableArray<string> Strings { get; init; }

    /// <summary>Name, file and version of each function; -1 for a text that there is not.</summary>
    public required ImmutableArray<int[]> Functions { get; init; }

    public required ImmutableArray<RaceData> Races { get; init; }

    // The default encoder leaves no character that could end a script element.
    private static PageDataContext Context { get; } =
        new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });

    /// <summary>The data as JSON, without any &lt;, &gt; or &amp;.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Context.PageData);
}
