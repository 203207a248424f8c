using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using System.Threading;

namespace Interleave.Visited;

/// <summary>
/// The fingerprints of the states seen, each with the fibers that were explored from it: open addressing in lines of 64
/// bytes, so that looking a state up costs one cache miss, and shared by threads without locks.
/// </summary>
/// <remarks>
/// What is kept of a sleep set is its complement. A line's words are 0 at first, which then means that no fiber was
/// explored: whoever comes first, whether by adding the state or by meeting one that was added a moment ago, gets
/// exactly the fibers that nobody had before, by one atomic or.
/// </remarks>
internal sealed unsafe class VisitedTable : IDisposable
{
    private readonly LineLayout _layout;
    private readonly TableBudget _budget;
    private readonly TableSegments _segments;
    private TableWorkers _workers = new(0);
    private long _count;

    /// <summary>Creates an empty table.</summary>
    /// <param name="fingerprintBits">64 or 128.</param>
    /// <param name="sleepSets">False if every state is added with an empty sleep set.</param>
    /// <param name="maxBytes">It does not grow beyond that, see <see cref="Full"/>.</param>
    /// <param name="directory">Where its segments are to be files, once it is large; null for nowhere.</param>
    public VisitedTable(
        int fingerprintBits,
        bool sleepSets = true,
        long maxBytes = long.MaxValue,
        string? directory = null
    )
    {
        _layout = new LineLayout(fingerprintBits, sleepSets);
        _budget = new TableBudget(maxBytes, directory);
        _segments = new TableSegments(_layout, _budget);
    }

    public long Count => _count + _workers.Added;

    /// <summary>True once the table is larger than the processor's caches.</summary>
    public bool IsLarge => _segments.IsLarge;

    /// <summary>The bytes held, but for those in files.</summary>
    public long Bytes => _budget.Bytes;

    /// <summary>The most bytes held at any time, growing included.</summary>
    public long PeakBytes => _budget.PeakBytes;

    /// <summary>
    /// Why the table cannot take many more states; null if it can. There is room for a few from each thread, so that
    /// looking at this before each one is enough.
    /// </summary>
    public string? Full => _segments.Full;

    /// <summary>Adds a state, or meets it again.</summary>
    /// <param name="first">Its first fingerprint.</param>
    /// <param name="second">Its second; looked at only in a wide table.</param>
    /// <param name="sleep">The fibers that need not be explored from it this time.</param>
    /// <param name="slept">
    /// The fibers that were not explored before, all of them if nobody has met the state; afterwards the state counts
    /// as explored with the intersection of the two sets.
    /// </param>
    /// <returns>True if the state is new.</returns>
    public bool Add(ulong first, ulong second, uint sleep, out uint slept)
    {
        LineLayout.Normalize(ref first, ref second);
        var index = _segments.IndexOf(first);
        ref var segment = ref _segments[index];
        var line = _layout.Find(ref segment, _segments.HomeOf(ref segment, first), first, second, out var slot);
        var isNew = LineLayout.IsFree(line, slot);
        if (isNew)
        {
            _layout.Put(line, slot, first, second);
        }

        if (!_layout.HasSets)
        {
            slept = isNew ? uint.MaxValue : 0;
        }
        else
        {
            ref var explored = ref _layout.Explored(line, slot);
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
                _segments.Grow(index, untold: 0);
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
    /// As in <see cref="Add"/>. Another thread may have met a new state before this one that adds it is told of it:
    /// then not all fibers are left to it.
    /// </param>
    public bool AddShared(int worker, ulong first, ulong second, uint sleep, out uint slept)
    {
        LineLayout.Normalize(ref first, ref second);
        var index = _segments.IndexOf(first);
        ref var segment = ref _segments[index];
        ref var self = ref _workers[worker];
        self.Enter(ref segment, index);
        var line = _layout.FindOrTake(
            ref segment,
            _segments.HomeOf(ref segment, first),
            first,
            second,
            out var slot,
            out var isNew
        );
        slept = isNew ? uint.MaxValue : 0;
        if (_layout.HasSets)
        {
            ref var explored = ref _layout.Explored(line, slot);
            var before = Volatile.Read(ref explored);
            slept = (~sleep & ~before) == 0 ? ~before : ~Interlocked.Or(ref explored, ~sleep);
        }

        self.Leave();
        if (isNew && self.CountNew(ref segment, index))
        {
            _workers.Grow(_segments, index);
        }

        return isNew;
    }

    /// <summary>From now on, until <see cref="EndSharing"/>, the table is used by that many threads, numbered from
    /// 0.</summary>
    public void Share(int workers)
    {
        _workers = new TableWorkers(workers);
        _segments.Reserve(_workers.MostUntold * 16);
    }

    /// <summary>One thread has the table again.</summary>
    public void EndSharing()
    {
        _count = Count;
        for (var index = 0; index < _segments.Count; index++)
        {
            _segments[index].States += _workers.UntoldOf(index);
        }

        _workers = new TableWorkers(0);
    }

    /// <summary>Every state, in no order, with the sleep set that it was explored with. Not while threads share the
    /// table.</summary>
    /// <param name="visit">Is given both fingerprints (the second is 0 in a narrow table) and the set.</param>
    public void ForEach(Action<ulong, ulong, uint> visit)
    {
        for (var index = 0; index < _segments.Count; index++)
        {
            var segment = _segments[index];
            for (var line = segment.Start; line != segment.End; line += LineLayout.Bytes)
            {
                for (var slot = 0; slot < _layout.Slots && !LineLayout.IsFree(line, slot); slot++)
                {
                    visit(
                        LineLayout.First(line, slot),
                        _layout.Second(line, slot),
                        _layout.HasSets ? ~_layout.Explored(line, slot) : 0
                    );
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
        LineLayout.Normalize(ref first, ref second);
        ref var segment = ref _segments[_segments.IndexOf(first)];
        var line = _layout.Find(ref segment, _segments.HomeOf(ref segment, first), first, second, out var slot);
        var isKnown = !LineLayout.IsFree(line, slot);
        number = isKnown ? ~_layout.Explored(line, slot) : 0;
        return isKnown;
    }

    /// <summary>Asks for the memory in which a state would be looked up; changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong first)
    {
        if (Sse.IsSupported)
        {
            // A wrong address, while it grows, does no harm.
            Sse.Prefetch0(_segments.HomeOf(ref _segments[_segments.IndexOf(first)], first));
        }
    }

    public void Dispose() => _segments.Dispose();
}
