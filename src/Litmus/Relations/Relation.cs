using System.Numerics;

namespace Litmus.Relations;

/// <summary>A relation between the events of one execution as a matrix of bits, in the notation of the cat language
/// (Alglave, Cousot and Maranget, "Syntax and semantics of the weak consistency model specification language cat",
/// 2016).</summary>
internal sealed class Relation
{
    private readonly int _words;
    private readonly ulong[] _bits;

    private Relation(int size, ulong[] bits)
    {
        Size = size;
        _words = (size + 63) >> 6;
        _bits = bits;
    }

    /// <summary>The number of events.</summary>
    public int Size { get; }

    /// <summary>True if no event is related to itself.</summary>
    public bool IsIrreflexive
    {
        get
        {
            for (var a = 0; a < Size; a++)
            {
                if (Has(a, a))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>True if nothing is related.</summary>
    public bool IsEmpty => !_bits.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>True if no way along it leads back to where it began.</summary>
    public bool IsAcyclic => Plus().IsIrreflexive;

    /// <summary>Nothing.</summary>
    public static Relation Empty(int size) => new(size, new ulong[size * ((size + 63) >> 6)]);

    /// <summary>Every event with itself.</summary>
    public static Relation Identity(int size)
    {
        var relation = Empty(size);
        for (var a = 0; a < size; a++)
        {
            relation.Add(a, a);
        }

        return relation;
    }

    /// <summary>Every event of a set with itself: <c>[S]</c>.</summary>
    public static Relation Of(int size, EventSet set)
    {
        var relation = Empty(size);
        foreach (var a in set.Members())
        {
            relation.Add(a, a);
        }

        return relation;
    }

    /// <summary>All pairs for which something holds.</summary>
    public static Relation Where(int size, Func<int, int, bool> holds)
    {
        var relation = Empty(size);
        for (var a = 0; a < size; a++)
        {
            for (var b = 0; b < size; b++)
            {
                if (holds(a, b))
                {
                    relation.Add(a, b);
                }
            }
        }

        return relation;
    }

    public static Relation operator |(Relation a, Relation b)
    {
        var bits = new ulong[a._bits.Length];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = a._bits[i] | b._bits[i];
        }

        return new Relation(a.Size, bits);
    }

    public static Relation operator &(Relation a, Relation b)
    {
        var bits = new ulong[a._bits.Length];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = a._bits[i] & b._bits[i];
        }

        return new Relation(a.Size, bits);
    }

    public static Relation operator -(Relation a, Relation b)
    {
        var bits = new ulong[a._bits.Length];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = a._bits[i] & ~b._bits[i];
        }

        return new Relation(a.Size, bits);
    }

    /// <summary>Relates two events.</summary>
    public void Add(int a, int b) => _bits[(a * _words) + (b >> 6)] |= 1UL << (b & 63);

    /// <summary>Whether two events are related.</summary>
    public bool Has(int a, int b) => (_bits[(a * _words) + (b >> 6)] >> (b & 63) & 1) != 0;

    /// <summary>What an event is related to, in order.</summary>
    public IEnumerable<int> After(int a)
    {
        for (var k = 0; k < _words; k++)
        {
            for (var word = _bits[(a * _words) + k]; word != 0; word &= word - 1)
            {
                yield return (k << 6) + BitOperations.TrailingZeroCount(word);
            }
        }
    }

    /// <summary>First this relation, then the other: <c>a ; b</c>.</summary>
    public Relation Then(Relation next)
    {
        var result = Empty(Size);
        for (var a = 0; a < Size; a++)
        {
            for (var k = 0; k < _words; k++)
            {
                for (var word = _bits[(a * _words) + k]; word != 0; word &= word - 1)
                {
                    var between = (k << 6) + BitOperations.TrailingZeroCount(word);
                    for (var j = 0; j < _words; j++)
                    {
                        result._bits[(a * _words) + j] |= next._bits[(between * _words) + j];
                    }
                }
            }
        }

        return result;
    }

    /// <summary>Only pairs from a set: <c>[S] ; a</c>.</summary>
    public Relation From(EventSet set)
    {
        var result = Empty(Size);
        for (var a = 0; a < Size; a++)
        {
            if (set.Has(a))
            {
                Array.Copy(_bits, a * _words, result._bits, a * _words, _words);
            }
        }

        return result;
    }

    /// <summary>Only pairs to a set: <c>a ; [S]</c>.</summary>
    public Relation To(EventSet set)
    {
        var result = Empty(Size);
        for (var i = 0; i < _bits.Length; i++)
        {
            result._bits[i] = _bits[i] & set.Word(i % _words);
        }

        return result;
    }

    /// <summary>The other way round: <c>a^-1</c>.</summary>
    public Relation Inverse()
    {
        var result = Empty(Size);
        for (var a = 0; a < Size; a++)
        {
            for (var k = 0; k < _words; k++)
            {
                for (var word = _bits[(a * _words) + k]; word != 0; word &= word - 1)
                {
                    result.Add((k << 6) + BitOperations.TrailingZeroCount(word), a);
                }
            }
        }

        return result;
    }

    /// <summary>Or nothing at all: <c>a?</c>.</summary>
    public Relation OrNone()
    {
        var result = new Relation(Size, (ulong[])_bits.Clone());
        for (var a = 0; a < Size; a++)
        {
            result.Add(a, a);
        }

        return result;
    }

    /// <summary>Once or more often: <c>a+</c>.</summary>
    public Relation Plus()
    {
        var result = new Relation(Size, (ulong[])_bits.Clone());
        for (var between = 0; between < Size; between++)
        {
            for (var a = 0; a < Size; a++)
            {
                if (result.Has(a, between))
                {
                    for (var j = 0; j < _words; j++)
                    {
                        result._bits[(a * _words) + j] |= result._bits[(between * _words) + j];
                    }
                }
            }
        }

        return result;
    }

    /// <summary>Any number of times: <c>a*</c>.</summary>
    public Relation Star() => Plus().OrNone();

    /// <summary>Its first pair; null if it is empty.</summary>
    public (int First, int Second)? First()
    {
        for (var a = 0; a < Size; a++)
        {
            foreach (var b in After(a))
            {
                return (a, b);
            }
        }

        return null;
    }

    /// <summary>Whether it relates the same events as another.</summary>
    public bool IsSame(Relation other) => _bits.AsSpan().SequenceEqual(other._bits);
}
