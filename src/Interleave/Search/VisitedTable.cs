using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Interleave.Search;

/// <summary>
/// The fingerprints of the states seen, each with the sleep set it was explored with: open addressing in native memory,
/// 12 bytes a slot (20 with 128-bit fingerprints). Native, so that growing gives the old table back at once.
/// </summary>
internal sealed unsafe class VisitedTable : IDisposable
{
    private const int InitialSlots = 1 << 12;

    private readonly bool _wide;
    private ulong* _first;
    private ulong* _second;
    private uint* _sleep;
    private nuint _slots;
    private nuint _limit;

    public VisitedTable(int fingerprintBits)
    {
        _wide = fingerprintBits > 64;
        Allocate(InitialSlots);
    }

    ~VisitedTable() => Free();

    public long Count { get; private set; }

    public long Bytes => (long)_slots * BytesPerSlot;

    /// <summary>The most bytes held at any time, growing included.</summary>
    public long PeakBytes { get; private set; }

    private int BytesPerSlot => _wide ? 20 : 12;

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
        if (_first[slot] != 0)
        {
            slept = _sleep[slot];
            _sleep[slot] = slept & sleep;
            return false;
        }

        if ((nuint)Count >= _limit)
        {
            Grow();
            slot = Find(first, second);
        }

        _first[slot] = first;
        if (_wide)
        {
            _second[slot] = second;
        }

        _sleep[slot] = sleep;
        Count++;
        slept = 0;
        return true;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nuint Find(ulong first, ulong second)
    {
        var slot = (nuint)Math.BigMul(first, _slots, out _);
        while (_first[slot] != 0 && (_first[slot] != first || (_wide && _second[slot] != second)))
        {
            slot = slot + 1 == _slots ? 0 : slot + 1;
        }

        return slot;
    }

    private void Allocate(nuint slots)
    {
        _slots = slots;
        _limit = slots - (slots / 5);
        _first = (ulong*)NativeMemory.AllocZeroed(slots, sizeof(ulong));
        _second = _wide ? (ulong*)NativeMemory.Alloc(slots, sizeof(ulong)) : null;
        _sleep = (uint*)NativeMemory.Alloc(slots, sizeof(uint));
        PeakBytes = Math.Max(PeakBytes, Bytes);
    }

    private void Free()
    {
        NativeMemory.Free(_first);
        NativeMemory.Free(_second);
        NativeMemory.Free(_sleep);
        _first = null;
        _second = null;
        _sleep = null;
    }

    private void Grow()
    {
        var first = _first;
        var second = _second;
        var sleep = _sleep;
        var (slots, bytes) = (_slots, Bytes);
        Allocate(slots * 2);
        PeakBytes = Math.Max(PeakBytes, Bytes + bytes);
        for (nuint i = 0; i < slots; i++)
        {
            if (first[i] == 0)
            {
                continue;
            }

            var slot = Find(first[i], _wide ? second[i] : 0);
            _first[slot] = first[i];
            _sleep[slot] = sleep[i];
            if (_wide)
            {
                _second[slot] = second[i];
            }
        }

        NativeMemory.Free(first);
        NativeMemory.Free(second);
        NativeMemory.Free(sleep);
    }
}
