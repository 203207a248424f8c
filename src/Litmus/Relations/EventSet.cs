using System.Numerics;

namespace Litmus.Relations;

/// <summary>A set of the events of one execution.</summary>
internal readonly struct EventSet
{
    private readonly ulong[] _words;

    private EventSet(ulong[] words) => _words = words;

    /// <summary>True if nothing is in it.</summary>
    public bool IsEmpty => !_words.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>The events for which something holds.</summary>
    public static EventSet Where(int size, Func<int, bool> holds)
    {
        var words = new ulong[(size + 63) >> 6];
        for (var e = 0; e < size; e++)
        {
            words[e >> 6] |= holds(e) ? 1UL << (e & 63) : 0;
        }

        return new EventSet(words);
    }

    public static EventSet operator |(EventSet a, EventSet b) => a.With(b, static (x, y) => x | y);

    public static EventSet operator &(EventSet a, EventSet b) => a.With(b, static (x, y) => x & y);

    public static EventSet operator -(EventSet a, EventSet b) => a.With(b, static (x, y) => x & ~y);

    /// <summary>Whether an event is in it.</summary>
    public bool Has(int e) => (_words[e >> 6] >> (e & 63) & 1) != 0;

    /// <summary>The events in it, in order.</summary>
    public IEnumerable<int> Members()
    {
        for (var k = 0; k < _words.Length; k++)
        {
            for (var word = _words[k]; word != 0; word &= word - 1)
            {
                yield return (k << 6) + BitOperations.TrailingZeroCount(word);
            }
        }
    }

    /// <summary>64 events from number <c>64 * k</c> on.</summary>
    internal ulong Word(int k) => _words[k];

    private EventSet With(EventSet other, Func<ulong, ulong, ulong> join)
    {
        var words = new ulong[_words.Length];
        for (var k = 0; k < words.Length; k++)
        {
            words[k] = join(_words[k], other._words[k]);
        }

        return new EventSet(words);
    }
}
