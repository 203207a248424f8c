using System.Collections.Immutable;

namespace Interleave.Comparison;

/// <summary>Values of cells that nobody else changes for now. Equal by value.</summary>
internal readonly struct KnownValues : IEquatable<KnownValues>
{
    private readonly ImmutableSortedDictionary<string, int>? _values;

    private KnownValues(ImmutableSortedDictionary<string, int> values) => _values = values;

    /// <summary>None.</summary>
    public static KnownValues None => default;

    private ImmutableSortedDictionary<string, int> Values => _values ?? ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>The value of a cell; null if it can be any.</summary>
    public int? Find(string cell) => Values.TryGetValue(cell, out var value) ? value : null;

    /// <summary>These, and that of a cell.</summary>
    public KnownValues With(string cell, int value) => new(Values.SetItem(cell, value));

    /// <summary>Those of some cells.</summary>
    public KnownValues Where(Func<string, bool> keeps) => new(Values.RemoveRange(Values.Keys.Where(c => !keeps(c))));

    /// <inheritdoc/>
    public bool Equals(KnownValues other) => Values.Count == other.Values.Count && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KnownValues other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Values.Aggregate(0, static (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));
}
