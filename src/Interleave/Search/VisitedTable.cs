using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Threading;

namespace Interleave.Search;

/// <summary>
/// The fingerprints of the states seen, each with the fibers that were explored from it: open addressing in lines of 64
/// bytes, so that looking a state up costs one cache miss, and shared by threads without locks.
/// </summary>
/// <remarks>
/// <para>A line has five slots of a fingerprint and a set of fibers (three if fingerprints are 128 bits wide; eight and four
/// without sets): first all fingerprints, then all sets, so that each word is aligned and can be exchanged at once. Slots are
/// filled in order and never emptied; a full line is continued in the next one.</para>
/// <para>What is kept of a sleep set is its complement. A line's words are 0 at first, which then means that no fiber was
/// explored: whoever comes first, whether by adding the state or by meeting one that was added a moment ago, gets exactly
/// the fibers that nobody had before, by one atomic or.</para>
/// <para>A large table has <see cref="Segments"/> segments by the fingerprint's highest bits. Each grows alone, so that a
/// growing table needs little more than a grown one. To grow a segment that threads share, a thread closes it, has every
/// processor's stores made visible (a thread looks into a segment without a fence), and waits for those inside.</para>
/// </remarks>
internal sealed unsafe class VisitedTable : IDisposable
{
    /// <summary>How many segments a table has once it is large.</summary>
    public const int Segments = 1 << SegmentBits;

    private const int SegmentBits = 4;
    private const int LineBytes = 64;
    private const int FirstLines = 820;
    private const int MostLinesAlone = 1 << 13;
    private const int TellAfter = 16; // states that a thread adds to a segment before it says so

    // Up to 12.8 bytes / 0.85 * 1.4 = 21.1 bytes a state, and while the last segment grows a sixteenth of 15.1 more.
    private const double Growth = 1.4;
    private const double MostFull = 0.85;
    private const double FullestWithoutMemory = 0.95;

    private readonly bool _wide;
    private readonly int _slots;
    private readonly int _setsAt;
    private readonly long _maxBytes;
    private readonly string? _directory;
    private readonly TableMemory?[] _memory = new TableMemory?[Segments];
    private TableSegment[] _segments = new TableSegment[1];
    private TableWorker[] _workers = [];
    private int _bits;
    private long _count;
    private long _bytes;
    private long _peakBytes;
    private string? _refused;
    private string? _full;

    /// <summary>Creates an empty table.</summary>
    /// <param name="fingerprintBits">64 or 128.</param>
    /// <param name="sleepSets">False if every state is added with an empty sleep set.</param>
    /// <param name="maxBytes">It does not grow beyond that, see <see cref="Full"/>.</param>
    /// <param name="directory">Where its segments are to be files, once it is large; null for nowhere.</param>
    public VisitedTable(int fingerprintBits, bool sleepSets = true, long maxBytes = long.MaxValue, string? directory = null)
    {
        _wide = fingerprintBits > 64;
        _slots = sleepSets ? _wide ? 3 : 5 : _wide ? 4 : 8;
        _setsAt = sleepSets ? _wide ? 48 : 40 : 0;
        _maxBytes = maxBytes;
        _directory = directory;
        Allocate(0, FirstLines, null);
    }

    public long Count
    {
        get
        {
            var count = _count;
            for (var worker = 0; worker < _workers.Length; worker++)
            {
                count += _workers[worker].Added;
            }

            return count;
        }
    }

    /// <summary>True once the table is larger than the processor's caches.</summary>
    public bool IsLarge => _bits != 0;

    /// <summary>The bytes held, but for those in files.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The most bytes held at any time, growing included.</summary>
    public long PeakBytes => Interlocked.Read(ref _peakBytes);

    /// <summary>
    /// Why the table cannot take many more states; null if it can. There is room for a few from each thread, so that looking
    /// at this before each one is enough.
    /// </summary>
    public string? Full => Volatile.Read(ref _full);

    /// <summary>Adds a state, or meets it again.</summary>
    /// <param name="first">Its first fingerprint.</param>
    /// <param name="second">Its second; looked at only in a wide table.</param>
    /// <param name="sleep">The fibers that need not be explored from it this time.</param>
    /// <param name="slept">
    /// The fibers that were not explored before, all of them if nobody has met the state; afterwards the state counts as
    /// explored with the intersection of the two sets.
    /// </param>
    /// <returns>True if the state is new.</returns>
    public bool Add(ulong first, ulong second, uint sleep, out uint slept)
    {
        Normalize(ref first, ref second);
        ref var segment = ref _segments[SegmentOf(first)];
        var line = Find(ref segment, first, second, out var slot);
        var isNew = ((ulong*)line)[slot] == 0;
        if (isNew)
        {
            ((ulong*)line)[slot] = first;
            if (_wide)
            {
                ((ulong*)line)[slot + _slots] = second;
            }
        }

        if (_setsAt == 0)
        {
            slept = isNew ? uint.MaxValue : 0;
        }
        else
        {
            ref var explored = ref ((uint*)(line + _setsAt))[slot];
            slept = ~explored;
            if ((slept & ~sleep) != 0)
            {
                explored |= ~sleep;
            }
        }

        if (isNew)
        {
            _count++;
            if (++segment.States >= segment.Limit)
            {
                Grow(SegmentOf(first));
            }
        }

        return isNew;
    }

    /// <summary>The same by one of the threads that share the table.</summary>
    /// <param name="worker">Which one: see <see cref="Share"/>.</param>
    /// <param name="first">As in <see cref="Add"/>.</param>
    /// <param name="second">As in <see cref="Add"/>.</param>
    /// <param name="sleep">As in <see cref="Add"/>.</param>
    /// <param name="slept">
    /// As in <see cref="Add"/>. Another thread may have met a new state before this one that adds it is told of it: then not
    /// all fibers are left to it.
    /// </param>
    public bool AddShared(int worker, ulong first, ulong second, uint sleep, out uint slept)
    {
        Normalize(ref first, ref second);
        var index = SegmentOf(first);
        ref var self = ref _workers[worker];
        ref var segment = ref Enter(ref self, index);
        var line = FindOrTake(ref segment, first, second, out var slot, out var isNew);
        slept = isNew ? uint.MaxValue : 0;
        if (_setsAt != 0)
        {
            ref var explored = ref ((uint*)(line + _setsAt))[slot];
            var before = Volatile.Read(ref explored);
            slept = (~sleep & ~before) == 0 ? ~before : ~Interlocked.Or(ref explored, ~sleep);
        }

        Volatile.Write(ref self.Inside, 0);
        if (isNew)
        {
            Volatile.Write(ref self.Added, self.Added + 1);
            if (++self.Untold[index] == TellAfter)
            {
                self.Untold[index] = 0;
                if (Interlocked.Add(ref segment.States, TellAfter) >= Volatile.Read(ref segment.Limit))
                {
                    GrowShared(index);
                }
            }
        }

        return isNew;
    }

    /// <summary>From now on, until <see cref="EndSharing"/>, the table is used by that many threads, numbered from 0.</summary>
    public void Share(int workers)
    {
        _workers = new TableWorker[workers];
        if (_bits == 0)
        {
            Split();
        }

        for (var index = 0; index < Segments; index++)
        {
            var least = (nuint)(workers * TellAfter * 16 / _slots); // room for what they have not told
            if (_bits == 0 || (_segments[index].Lines < least && !Resize(index, least)))
            {
                _full = _refused;
                return;
            }
        }
    }

    /// <summary>One thread has the table again.</summary>
    public void EndSharing()
    {
        _count = Count;
        for (var worker = 0; worker < _workers.Length; worker++)
        {
            for (var index = 0; index < Segments; index++)
            {
                _segments[index].States += _workers[worker].Untold[index];
            }
        }

        _workers = [];
    }

    /// <summary>Every state, in no order, with the sleep set that it was explored with. Not while threads share the table.</summary>
    /// <param name="visit">Is given both fingerprints (the second is 0 in a narrow table) and the set.</param>
    public void ForEach(Action<ulong, ulong, uint> visit)
    {
        foreach (var segment in _segments)
        {
            for (var line = segment.Start; line != segment.End; line += LineBytes)
            {
                for (var slot = 0; slot < _slots && ((ulong*)line)[slot] != 0; slot++)
                {
                    visit(
                        ((ulong*)line)[slot],
                        _wide ? ((ulong*)line)[slot + _slots] : 0,
                        _setsAt == 0 ? 0 : ~((uint*)(line + _setsAt))[slot]);
                }
            }
        }
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
        Normalize(ref first, ref second);
        var line = Find(ref _segments[SegmentOf(first)], first, second, out var slot);
        var isKnown = ((ulong*)line)[slot] != 0;
        number = isKnown ? ~((uint*)(line + _setsAt))[slot] : 0;
        return isKnown;
    }

    /// <summary>Asks for the memory in which a state would be looked up; changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong first)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(HomeOf(ref _segments[SegmentOf(first)], first)); // a wrong address, while it grows, does no harm
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

    private static void Normalize(ref ulong first, ref ulong second)
    {
        first = first == 0 ? 1 : first; // 0 marks an empty slot
        second = second == 0 ? 1 : second; // and a second half that is not written yet
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SegmentOf(ulong first) => (int)(first >> (64 - SegmentBits)) & ((1 << _bits) - 1);

    // Lines are in the order of the fingerprints, so that a segment is copied in order and the new one filled in order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* HomeOf(ref TableSegment segment, ulong first) =>
        segment.Start + ((nuint)Math.BigMul(first << _bits, segment.Lines, out _) * LineBytes);

    // The slot that has a state, or the free one that it would go to.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Find(ref TableSegment segment, ulong first, ulong second, out int slot)
    {
        for (var line = HomeOf(ref segment, first); ;)
        {
            slot = FirstCandidate(line, first, 0);
            while (_wide && slot < _slots && ((ulong*)line)[slot] != 0 && SecondOf(line, slot) != second)
            {
                slot = FirstCandidate(line, first, slot + 1);
            }

            if (slot < _slots)
            {
                return line;
            }

            line = line + LineBytes == segment.End ? segment.Start : line + LineBytes;
        }
    }

    // The first slot of a line, from a given one on, that is free or has the fingerprint; else one that there is not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FirstCandidate(byte* line, ulong first, int from)
    {
        var words = (ulong*)line;
        if (Vector256.IsHardwareAccelerated && _slots > 4)
        {
            // Which slot it is cannot be predicted, so that a loop over them would cost more than all of them at once.
            var four = Vector256.Load(words);
            var found = (Vector256.Equals(four, Vector256.Create(first)) | Vector256.Equals(four, Vector256<ulong>.Zero))
                .ExtractMostSignificantBits();
            if (found != 0)
            {
                return BitOperations.TrailingZeroCount(found);
            }

            from = 4;
        }

        while (from < _slots && words[from] != 0 && words[from] != first)
        {
            from++;
        }

        return from;
    }

    private byte* FindOrTake(ref TableSegment segment, ulong first, ulong second, out int slot, out bool isNew)
    {
        while (true)
        {
            var line = Find(ref segment, first, second, out slot);
            isNew = Volatile.Read(ref ((ulong*)line)[slot]) == 0
                && Interlocked.CompareExchange(ref ((ulong*)line)[slot], first, 0) == 0;
            if (isNew && _wide)
            {
                Volatile.Write(ref ((ulong*)line)[slot + _slots], second);
            }

            if (isNew || (((ulong*)line)[slot] == first && (!_wide || SecondOf(line, slot) == second)))
            {
                return line;
            }
        }
    }

    // Who took the slot writes the second half at once.
    private ulong SecondOf(byte* line, int slot)
    {
        ulong second;
        for (var wait = default(SpinWait); (second = Volatile.Read(ref ((ulong*)line)[slot + _slots])) == 0;)
        {
            wait.SpinOnce();
        }

        return second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref TableSegment Enter(ref TableWorker self, int index)
    {
        ref var segment = ref _segments[index];
        for (var wait = default(SpinWait); ;)
        {
            // The store may become visible after the load: who closes the segment makes up for that.
            Volatile.Write(ref self.Inside, index + 1);
            if (Volatile.Read(ref segment.IsGrowing) == 0)
            {
                return ref segment;
            }

            Volatile.Write(ref self.Inside, 0);
            wait.SpinOnce();
        }
    }

    private void GrowShared(int index)
    {
        ref var segment = ref _segments[index];
        if (Interlocked.CompareExchange(ref segment.IsGrowing, 1, 0) != 0)
        {
            return; // another thread does it
        }

        try
        {
            if (Volatile.Read(ref segment.States) >= segment.Limit) // else another thread has just done it
            {
                WaitForThoseInside(index);
                Grow(index);
            }
        }
        finally
        {
            Volatile.Write(ref segment.IsGrowing, 0);
        }
    }

    private void WaitForThoseInside(int index)
    {
        Interlocked.MemoryBarrierProcessWide();
        for (var worker = 0; worker < _workers.Length; worker++)
        {
            for (var wait = default(SpinWait); Volatile.Read(ref _workers[worker].Inside) == index + 1;)
            {
                wait.SpinOnce();
            }
        }
    }

    private void Grow(int index)
    {
        var lines = _segments[index].Lines;
        if (_bits == 0 && lines * 2 > MostLinesAlone ? Split() : Resize(index, _bits == 0 ? lines * 2 : (nuint)(lines * Growth)))
        {
            return;
        }

        // Without memory, what there is can still be filled: looking up takes longer then.
        ref var segment = ref _segments[index];
        var most = (long)((double)lines * _slots * FullestWithoutMemory) - (_workers.Length * TellAfter);
        if (segment.Limit < most)
        {
            Volatile.Write(ref segment.Limit, most);
        }
        else if (segment.States < (long)lines * _slots)
        {
            Volatile.Write(ref _full, _refused);
        }
        else
        {
            throw new InsufficientMemoryException(_refused); // to a search that did not ask
        }
    }

    // Gives a segment another size; false if there is no memory for that.
    private bool Resize(int index, nuint lines)
    {
        var (old, segment) = (_memory[index], _segments[index]);
        if (!Allocate(index, lines, _bits == 0 ? null : _directory))
        {
            return false;
        }

        Copy(ref segment);
        Interlocked.Add(ref _bytes, -old!.Resident);
        old.Dispose();
        return true;
    }

    private bool Split()
    {
        var (old, segment) = (_memory[0]!, _segments[0]);
        var lines = Math.Max(segment.Lines, MostLinesAlone) * 8 / Segments;
        var single = _segments;
        (_segments, _bits, _memory[0]) = (new TableSegment[Segments], SegmentBits, null);
        for (var index = 0; index < Segments; index++)
        {
            if (!Allocate(index, lines, _directory))
            {
                for (var made = 0; made < index; made++)
                {
                    Interlocked.Add(ref _bytes, -_memory[made]!.Resident);
                    _memory[made]!.Dispose();
                    _memory[made] = null;
                }

                (_segments, _bits, _memory[0]) = (single, 0, old);
                return false;
            }
        }

        for (var line = segment.Start; line != segment.End; line += LineBytes)
        {
            for (var slot = 0; slot < _slots && ((ulong*)line)[slot] != 0; slot++)
            {
                _segments[SegmentOf(((ulong*)line)[slot])].States++;
            }
        }

        Copy(ref segment);
        Interlocked.Add(ref _bytes, -old.Resident);
        old.Dispose();
        return true;
    }

    private void Copy(ref TableSegment segment)
    {
        for (var line = segment.Start; line != segment.End; line += LineBytes)
        {
            for (var slot = 0; slot < _slots && ((ulong*)line)[slot] != 0; slot++)
            {
                var (first, second) = (((ulong*)line)[slot], _wide ? ((ulong*)line)[slot + _slots] : 0);
                var target = Find(ref _segments[SegmentOf(first)], first, second, out var free);
                ((ulong*)target)[free] = first;
                if (_wide)
                {
                    ((ulong*)target)[free + _slots] = second;
                }

                if (_setsAt != 0)
                {
                    ((uint*)(target + _setsAt))[free] = ((uint*)(line + _setsAt))[slot];
                }
            }
        }
    }

    // Makes a segment empty lines; false, and the table says why, if there is no memory for them.
    private bool Allocate(int index, nuint lines, string? directory)
    {
        var bytes = lines * LineBytes;
        if (directory is null && _bytes > 0 && Bytes + (long)bytes > _maxBytes)
        {
            _refused = $"stopped at {_maxBytes >> 20:N0} MiB";
            return false;
        }

        TableMemory memory;
        try
        {
            memory = new TableMemory(bytes, directory);
        }
        catch (OutOfMemoryException)
        {
            _refused = $"out of memory at {Bytes >> 20:N0} MiB of visited states";
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && directory is not null)
        {
            _refused = $"visited states cannot be kept in '{directory}' ({e.Message.TrimEnd('.')})";
            return false;
        }

        var total = Interlocked.Add(ref _bytes, memory.Resident);
        for (var peak = PeakBytes; peak < total;)
        {
            peak = Interlocked.CompareExchange(ref _peakBytes, total, peak);
        }

        _memory[index] = memory;
        ref var segment = ref _segments[index];
        segment.Start = memory.Start;
        segment.End = memory.Start + bytes;
        segment.Lines = lines;
        segment.Limit = (long)(lines * (nuint)_slots * MostFull);
        return true;
    }
}
