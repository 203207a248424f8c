using System.Numerics;

namespace Interleave.Tests.Litmus.Axioms;

/// <summary>A relation between the events of one execution, at most 64 of them, in the notation of the cat
/// language.</summary>
internal sealed class Relation
{
    private readonly ulong[] _rows;

    private Relation(ulong[] rows) => _rows = rows;

    public int Size => _rows.Length;

    public static Relation Empty(int size) => new(new ulong[size]);

    /// <summary>All pairs for which something holds.</summary>
    public static Relation Where(int size, Func<int, int, bool> holds)
    {
        var relation = Empty(size);
        for (var a = 0; a < size; a++)
        {
            for (var b = 0; b < size; b++)
            {
                relation._rows[a] |= holds(a, b) ? 1UL << b : 0;
            }
        }

        return relation;
    }

    /// <summary>Every event of a set with itself: <c>[S]</c>.</summary>
    public static Relation Of(int size, ulong set) => new([.. Enumerable.Range(0, size).Select(a => set & (1UL << a))]);

    public static Relation operator |(Relation a, Relation b) => a.With(b, static (x, y) => x | y);

    public static Relation operator &(Relation a, Relation b) => a.With(b, static (x, y) => x & y);

    public static Relation operator -(Relation a, Relation b) => a.With(b, static (x, y) => x & ~y);

    /// <summary>First this relation, then the other: <c>a ; b</c>.</summary>
    public Relation Then(Relation next)
    {
        var result = Empty(Size);
        for (var a = 0; a < Size; a++)
        {
            for (var between = _rows[a]; between != 0; between &= between - 1)
            {
                result._rows[a] |= next._rows[BitOperations.TrailingZeroCount(between)];
            }
        }

        return result;
    }

    /// <summary>Only pairs from a set: <c>[S] ; a</c>.</summary>
    public Relation From(ulong set) => new([.. _rows.Select((row, a) => (set & (1UL << a)) != 0 ? row : 0)]);

    /// <summary>Only pairs to a set: <c>a ; [S]</c>.</summary>
    public Relation To(ulong set) => new([.. _rows.Select(row => row & set)]);

    /// <summary>The other way round: <c>a^-1</c>.</summary>
    public Relation Inverse()
    {
        var result = Empty(Size);
        for (var a = 0; a < Size; a++)
        {
            for (var row = _rows[a]; row != 0; row &= row - 1)
            {
                result._rows[BitOperations.TrailingZeroCount(row)] |= 1UL << a;
            }
        }

        return result;
    }

    /// <summary>Or nothing at all: <c>a?</c>.</summary>
    public Relation OrNone() => new([.. _rows.Select((row, a) => row | (1UL << a))]);

    /// <summary>Once or more often: <c>a+</c>.</summary>
    public Relation Plus()
    {
        var rows = (ulong[])_rows.Clone();
        for (var between = 0; between < rows.Length; between++)
        {
            for (var a = 0; a < rows.Length; a++)
            {
                rows[a] |= (rows[a] & (1UL << between)) != 0 ? rows[between] : 0;
            }
        }

        return new Relation(rows);
    }

    /// <summary>Any number of times: <c>a*</c>.</summary>
    public Relation Star() => Plus().OrNone();

    public bool Has(int a, int b) => (_rows[a] & (1UL << b)) != 0;

    public bool IsIrreflexive => !_rows.Where((row, a) => (row & (1UL << a)) != 0).Any();

    public bool IsAcyclic => Plus().IsIrreflexive;

    private Relation With(Relation other, Func<ulong, ulong, ulong> join) => new([.. _rows.Zip(other._rows, join)]);
}
