using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Interleave.Search;

/// <summary>
/// The fingerprints of the states seen, each with the sleep set it was explored with: open addressing in native memory.
/// </summary>
/// <remarks>
/// A slot is 8 bytes of fingerprint, 8 more if fingerprints are 128 bits wide, and 4 of sleep set if sleep sets are used:
/// together, so that looking a state up costs one cache miss. Native memory gives an outgrown table back at once.
/// </remarks>
internal sealed unsafe class VisitedTable : IDisposable
{
    private const int InitialSlots = 1 << 12;

    private readonly bool _wide;
    private readonly int _sleepAt;
    private readonly nuint _stride;
    private byte* _table;
    private nuint _slots;
    private long _limit;

    /// <summary>Creates an empty table.</summary>
    /// <param name="fingerprintBits">64 or 128.</param>
    /// <param name="sleepSets">False if every state is added with an empty sleep set.</param>
    public VisitedTable(int fingerprintBits, bool sleepSets = true)
    {
        _wide = fingerprintBits > 64;
        _sleepAt = sleepSets ? _wide ? 16 : 8 : 0;
        _stride = (nuint)((_wide ? 16 : 8) + (sleepSets ? 4 : 0));
        Allocate(InitialSlots);
    }

    ~VisitedTable() => HugePages.Free(_table);

    public long Count { get; private set; }

    public long Bytes => (long)(_slots * _stride);

    /// <summary>The most bytes held at any time, growing included.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Adds a state, or meets it again.</summary>
    /// <param name="first">Its first fingerprint.</param>
    /// <param name="second">Its second; looked at only in a wide table.</param>
    /// <param name="sleep">The fibers that need not be explored from it this time.</param>
    /// <param name="slept">
    /// Of a state met again: the fibers that were not explored before; afterwards the state counts as explored with the
    /// intersection of the two sets.
    /// </param>
    /// <returns>True if the state is new.</returns>
    public bool Add(ulong first, ulong second, uint sleep, out uint slept)
    {
        if (first == 0)
        {
            first = 1; // 0 marks an empty slot
        }

        var slot = Find(first, second);
        if (*(ulong*)slot != 0)
        {
            slept = _sleepAt == 0 ? 0 : *(uint*)(slot + _sleepAt);
            if ((slept & ~sleep) != 0)
            {
                *(uint*)(slot + _sleepAt) = slept & sleep;
            }

            return false;
        }

        if (Count >= _limit)
        {
            Grow();
            slot = Find(first, second);
        }

        Fill(slot, first, second, sleep);
        Count++;
        slept = 0;
        return true;
    }

    /// <summary>
    /// Adds a state with a number in the place of its sleep set, or tells the number of a state met again. Only for a
    /// table whose states are all added this way.
    /// </summary>
    /// <returns>True if the state is new; <paramref name="known"/> is then <paramref name="number"/>.</returns>
    public bool AddNumbered(ulong first, ulong second, uint number, out uint known)
    {
        if (TryGetNumber(first, second, out known))
        {
            return false;
        }

        known = number;
        return Add(first, second, number, out _);
    }

    /// <summary>The number of a state, if it was added.</summary>
    public bool TryGetNumber(ulong first, ulong second, out uint number)
    {
        var slot = Find(first == 0 ? 1 : first, second);
        number = *(ulong*)slot == 0 ? 0 : *(uint*)(slot + _sleepAt);
        return *(ulong*)slot != 0;
    }

    /// <summary>Asks for the memory in which a state would be looked up; changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong first)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_table + ((nuint)Math.BigMul(first, _slots, out _) * _stride));
        }
    }

    public void Dispose()
    {
        HugePages.Free(_table);
        _table = null;
        GC.SuppressFinalize(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Find(ulong first, ulong second)
    {
        var index = (nuint)Math.BigMul(first, _slots, out _);
        var slot = _table + (index * _stride);
        while (*(ulong*)slot != 0 && (*(ulong*)slot != first || (_wide && *(ulong*)(slot + 8) != second)))
        {
            slot = ++index == _slots ? _table : slot + _stride;
            index = index == _slots ? 0 : index;
        }

        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fill(byte* slot, ulong first, ulong second, uint sleep)
    {
        *(ulong*)slot = first;
        if (_wide)
        {
            *(ulong*)(slot + 8) = second;
        }

        if (_sleepAt != 0)
        {
            *(uint*)(slot + _sleepAt) = sleep;
        }
    }

    private void Allocate(nuint slots)
    {
        _slots = slots;
        _limit = (long)slots * 3 / 4;
        _table = HugePages.AllocateZeroed(slots * _stride);
        PeakBytes = Math.Max(PeakBytes, Bytes);
    }

    // Slots are ordered by the fingerprint's high bits, so the old table is copied in order and the new one filled in order.
    private void Grow()
    {
        var (old, slots, bytes) = ((nint)_table, _slots, Bytes);
        Allocate(slots * 2);
        PeakBytes = Math.Max(PeakBytes, Bytes + bytes);
        var slot = (byte*)old;
        for (nuint i = 0; i < slots; i++, slot += _stride)
        {
            var first = *(ulong*)slot;
            if (first != 0)
            {
                var second = _wide ? *(ulong*)(slot + 8) : 0;
                Fill(Find(first, second), first, second, _sleepAt == 0 ? 0 : *(uint*)(slot + _sleepAt));
            }
        }

        HugePages.Free((void*)old);
    }
}
