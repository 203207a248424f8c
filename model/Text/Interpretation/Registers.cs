using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>
/// The registers of one activation of a C function, between two steps: those alone that are read again, in the order of
/// their numbers. Which they are, the function's position says. Equal by value.
/// </summary>
internal sealed class Registers : IImmutable, IEquatable<Registers>
{
    private readonly Value[] _values;
    private readonly int _hash;

    private Registers(Value[] values)
    {
        var hash = new HashCode();
        foreach (var value in values)
        {
            hash.Add(value);
        }

        (_values, _hash) = (values, hash.ToHashCode());
    }

    /// <summary>Nothing is read again.</summary>
    public static Registers None { get; } = new([]);

    /// <summary>Those of a call.</summary>
    public static Registers Of(ReadOnlySpan<Value> arguments) => arguments.IsEmpty ? None : new([.. arguments]);

    /// <summary>Those that are read again.</summary>
    /// <param name="values">All, by number.</param>
    /// <param name="live">Numbers in ascending order.</param>
    public static Registers Keep(Value[] values, ImmutableArray<int> live)
    {
        if (live.IsEmpty)
        {
            return None;
        }

        var kept = new Value[live.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = values[live[i]];
        }

        return new Registers(kept);
    }

    /// <summary>All registers, to be calculated with; zeros in those that are not read again.</summary>
    /// <param name="count">How many the function has.</param>
    /// <param name="live">As they were kept by; default for the arguments of a call.</param>
    public Value[] Spread(int count, ImmutableArray<int> live)
    {
        var values = new Value[Math.Max(count, _values.Length)];
        for (var i = 0; i < _values.Length; i++)
        {
            values[live.IsDefault ? i : live[i]] = _values[i];
        }

        return values;
    }

    /// <inheritdoc/>
    public bool Equals(Registers? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && _values.AsSpan().SequenceEqual(other._values));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Registers);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
