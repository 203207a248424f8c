using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PgmapCheck.Cases;

/// <summary>One of several runs that share the selected cases: no two have the same, and together they have
/// all.</summary>
/// <param name="Index">Which one, from 1.</param>
/// <param name="Count">How many there are.</param>
internal sealed record Shard(int Index, int Count)
{
    /// <summary>The most shards there can be.</summary>
    public const int MaxCount = 100_000;

    /// <summary>The only one.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Where its blob goes if nothing else is said.</summary>
    public string DefaultBlob => $"shards/{Index}-of-{Count}.json";

    /// <summary>Reads <c>2/8</c>; null if the text is no shard.</summary>
    public static Shard? Parse(string text)
    {
        var parts = text.Split('/');
        return
            parts is [var first, var second]
            && Number(first) is { } index
            && Number(second) is { } count
            && index <= count
            ? new Shard(index, count)
            : null;
    }

    /// <summary>A number that an index or a count can be; null if the text is none.</summary>
    public static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= MaxCount
            ? number
            : null;

    /// <summary>
    /// Its part of the cases, in their order. They are dealt out one by one in the order of a hash of their names,
    /// so that shards differ by at most one case and the same scenario on several kernels is not all in one shard.
    /// </summary>
    public ImmutableArray<Case> Of(ImmutableArray<Case> cases) => Of(cases, static @case => @case.Name);

    /// <summary>The same of anything that has names.</summary>
    public ImmutableArray<T> Of<T>(ImmutableArray<T> items, Func<T, string> name)
    {
        var mine = items
            .OrderBy(item => Key(name(item)), StringComparer.Ordinal)
            .Where((_, i) => i % Count == Index - 1)
            .ToHashSet();
        return [.. items.Where(mine.Contains)];
    }

    public override string ToString() => $"{Index}/{Count}";

    private static string Key(string name) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name))) + name;
}
