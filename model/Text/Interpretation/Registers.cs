using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>The registers of one activation of a C function, between two steps. Equal by value.</summary>
internal sealed class Registers : IImmutable, IEquatable<Registers>
{
    private readonly Value[] _values;

    private Registers(Value[] values) => _values = values;

    /// <summary>Those of a call.</summary>
    /// <param name="count">How many the function has.</param>
    /// <param name="arguments">In the first of them.</param>
    public static Registers Of(int count, ReadOnlySpan<Value> arguments)
    {
        var values = new Value[Math.Max(count, arguments.Length)];
        arguments.CopyTo(values);
        return new Registers(values);
    }

    /// <summary>What is in them, to be calculated with.</summary>
    public Value[] Copy() => [.. _values];

    /// <summary>Those that are read again, and zeros.</summary>
    public static Registers Keep(Value[] values, ImmutableArray<int> live)
    {
        var kept = new Value[values.Length];
        foreach (var register in live)
        {
            kept[register] = values[register];
        }

        return new Registers(kept);
    }

    /// <summary>The same with another value in one; no change for -1.</summary>
    public Registers With(int register, Value value)
    {
        if (register < 0)
        {
            return this;
        }

        var values = Copy();
        values[register] = value;
        return new Registers(values);
    }

    /// <inheritdoc/>
    public bool Equals(Registers? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Registers);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in _values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
