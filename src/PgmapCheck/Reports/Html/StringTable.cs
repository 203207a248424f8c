using System.Collections.Immutable;

namespace PgmapCheck.Reports.Html;

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
