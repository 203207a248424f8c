using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgmapCheck.Reports.Html;

/// <summary>
/// What the script of a page needs and the page does not show. Texts are numbers of <see cref="Strings"/>.
/// </summary>
internal sealed record PageData
{
    public required ImmutableArray<string> Strings { get; init; }

    /// <summary>Name and file of each function; -1 for a text that there is not.</summary>
    public required ImmutableArray<int[]> Functions { get; init; }

    public required ImmutableArray<RaceData> Races { get; init; }

    // The default encoder leaves no character that could end a script element.
    private static PageDataContext Context { get; } =
        new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });

    /// <summary>The data as JSON, without any &lt;, &gt; or &amp;.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Context.PageData);
}

/// <summary>Writes <see cref="PageData"/> without reflection.</summary>
[JsonSerializable(typeof(PageData))]
internal sealed partial class PageDataContext : JsonSerializerContext;

/// <summary>Texts by number: names of cells and values come hundreds of times in a page.</summary>
internal sealed class StringTable
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _texts = [];

    /// <summary>The texts, in the order of their numbers.</summary>
    public ImmutableArray<string> Texts => [.. _texts];

    /// <summary>A text's number.</summary>
    public int this[string text]
    {
        get
        {
            if (!_numbers.TryGetValue(text, out var number))
            {
                _numbers[text] = number = _texts.Count;
                _texts.Add(text);
            }

            return number;
        }
    }
}
