using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Interleave.Visited;

/// <summary>The segments of a table by the fingerprint's highest bits, and how they grow: one at first, then
/// <see cref="Most"/>.</summary>
/// <remarks>
/// Each grows alone, so that a growing table needs little more than a grown one. Nothing here waits for threads: who
/// lets a segment grow sees to it that nobody looks into it.
/// </remarks>
internal sealed unsafe class TableSegments : IDisposable
{
    /// <summary>How many there are once the table is large.</summary>
    public const int Most = 1 << MostBits;

    private const int MostBits = 4;
    private const int FirstLines = 820;
    private const int MostLinesAlone = 1 << 13;

    // Up to 12.8 bytes / 0.85 * 1.4 = 21.1 bytes a state, and while the last segment grows a sixteenth of 15.1 more.
    private const double Growth = 1.4;
    private const double MostFull = 0.85;
    private const double FullestWithoutMemory = 0.95;

    private readonly LineLayout _layout;
    private readonly TableBudget _budget;
    private readonly TableMemory?[] _memory = new TableMemory?[Most];
    private TableSegment[] _segments = new TableSegment[1];
    private int _bits;
    private string? _full;

    public TableSegments(LineLayout layout, TableBudget budget)
    {
        _layout = layout;
        _budget = budget;
        Allocate(0, FirstLines);
    }

    /// <summary>True once the table is larger than the processor's caches, and has all its segments.</summary>
    public bool IsLarge => _bits != 0;

    public int Count => _segments.Length;

    /// <summary>Why the table cannot take many more states; null if it can.</summary>
    public string? Full => Volatile.Read(ref _full);

    public ref TableSegment this[int index] => ref _segments[index];

    /// <summary>The number of the segment that a state belongs to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOf(ulong first) => (int)(first >> (64 - MostBits)) & ((1 << _bits) - 1);

    /// <summary>
    /// The line of its segment that a state is first looked for in. Lines are in the order of the fingerprints, so that
    /// a segment is copied in order and the new one filled in order.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* HomeOf(ref TableSegment segment, ulong first) =>
        segment.Start + ((nuint)Math.BigMul(first << _bits, segment.Lines, out _) * LineLayout.Bytes);

    /// <summary>Gives a segment more room; without memory, what there is is filled, and then the table is
    /// full.</summary>
    /// <param name="index">Which segment.</param>
    /// <param name="untold">How many states may have been added that it does not know of.</param>
    /// <exception cref="InsufficientMemoryException">A table that is full was added to until no slot was
    /// left.</exception>
    public void Grow(int index, int untold)
    {
        var lines = _segments[index].Lines;
        if (
            _bits == 0 && lines * 2 > MostLinesAlone
                ? Split()
                : Resize(index, _bits == 0 ? lines * 2 : (nuint)(lines * Growth))
        )
        {
            return;
        }

        // Looking up takes longer then.
        ref var segment = ref _segments[index];
        var most = (long)((double)lines * _layout.Slots * FullestWithoutMemory) - untold;
        if (segment.Limit < most)
        {
            Volatile.Write(ref segment.Limit, most);
        }
        else if (segment.States < (long)lines * _layout.Slots)
        {
            Volatile.Write(ref _full, _budget.Refused);
        }
        else
        {
            throw new InsufficientMemoryException(_budget.Refused); // to a search that did not ask
        }
    }

    /// <summary>Makes the table large, with room for so many states in each segment; if there is no memory, it is
    /// full.</summary>
    public void Reserve(int states)
    {
        if (_bits == 0)
        {
            Split();
        }

        var least = (nuint)(states / _layout.Slots);
        for (var index = 0; index < Most; index++)
        {
            if (_bits == 0 || (_segments[index].Lines < least && !Resize(index, least)))
            {
                _full = _budget.Refused;
                return;
            }
        }
    }

    public void Dispose()
    {
        foreach (var memory in _memory)
        {
            memory?.Dispose();
        }

        _segments = [];
    }

    // Gives a segment another size; false if there is no memory for that.
    private bool Resize(int index, nuint lines)
    {
        var (old, segment) = (_memory[index]!, _segments[index]);
        if (!Allocate(index, lines))
        {
            return false;
        }

        Copy(ref segment);
        _budget.Free(old);
        return true;
    }

    private bool Split()
    {
        var (old, segment) = (_memory[0]!, _segments[0]);
        var lines = Math.Max(segment.Lines, MostLinesAlone) * 8 / Most;
        var single = _segments;
        (_segments, _bits, _memory[0]) = (new TableSegment[Most], MostBits, null);
        for (var index = 0; index < Most; index++)
        {
            if (!Allocate(index, lines))
            {
                for (var made = 0; made < index; made++)
                {
                    _budget.Free(_memory[made]!);
                    _memory[made] = null;
                }

                (_segments, _bits, _memory[0]) = (single, 0, old);
                return false;
            }
        }

        for (var line = segment.Start; line != segment.End; line += LineLayout.Bytes)
        {
            for (var slot = 0; slot < _layout.Slots && !LineLayout.IsFree(line, slot); slot++)
            {
                _segments[IndexOf(LineLayout.First(line, slot))].States++;
            }
        }

        Copy(ref segment);
        _budget.Free(old);
        return true;
    }

    private void Copy(ref TableSegment segment)
    {
        for (var line = segment.Start; line != segment.End; line += LineLayout.Bytes)
        {
            for (var slot = 0; slot < _layout.Slots && !LineLayout.IsFree(line, slot); slot++)
            {
                var (first, second) = (LineLayout.First(line, slot), _layout.Second(line, slot));
                ref var target = ref _segments[IndexOf(first)];
                var place = _layout.Find(ref target, HomeOf(ref target, first), first, second, out var free);
                _layout.Put(place, free, first, second);
                if (_layout.HasSets)
                {
                    _layout.Explored(place, free) = _layout.Explored(line, slot);
                }
            }
        }
    }

    // Makes a segment empty lines; false if there is no memory for them.
    private bool Allocate(int index, nuint lines)
    {
        var memory = _budget.Allocate(lines * LineLayout.Bytes, mayBeFile: _bits != 0);
        if (memory is null)
        {
            return false;
        }

        _memory[index] = memory;
        ref var segment = ref _segments[index];
        segment.Start = memory.Start;
        segment.End = memory.Start + memory.Bytes;
        segment.Lines = lines;
        segment.Limit = (long)(lines * (nuint)_layout.Slots * MostFull);
        return true;
    }
}

/// <summary>A part of a <see cref="VisitedTable"/> that grows by itself; a cache line, so that two do not share
/// one.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal unsafe struct TableSegment
{
    /// <summary>The first line, and what comes after the last one.</summary>
    public byte* Start;
    public byte* End;

    public nuint Lines;

    /// <summary>How many states it may have before it grows.</summary>
    public long Limit;

    /// <summary>How many it has, but for those that workers have not told yet.</summary>
    public long States;

    /// <summary>1 while it is copied, and nobody may look into it.</summary>
    public int IsGrowing;
}
