using System.Threading;

namespace Interleave.Visited;

/// <summary>The threads that share a table.</summary>
/// <param name="count">How many there are; they are numbered from 0.</param>
/// <remarks>
/// To grow a segment, a thread closes it, has every processor's stores made visible (a thread looks into a segment
/// without a fence), and waits for those inside.
/// </remarks>
internal sealed class TableWorkers(int count)
{
    private readonly TableWorker[] _workers = new TableWorker[count];

    /// <summary>The states that they have added.</summary>
    public long Added
    {
        get
        {
            var added = 0L;
            for (var worker = 0; worker < _workers.Length; worker++)
            {
                added += Volatile.Read(ref _workers[worker].Added);
            }

            return added;
        }
    }

    /// <summary>How many states a segment may have that it does not know of.</summary>
    public int MostUntold => _workers.Length * TableWorker.TellAfter;

    public ref TableWorker this[int worker] => ref _workers[worker];

    /// <summary>How many states a segment has that it does not know of. Only while they rest.</summary>
    public unsafe int UntoldOf(int segment)
    {
        var untold = 0;
        for (var worker = 0; worker < _workers.Length; worker++)
        {
            untold += _workers[worker].Untold[segment];
        }

        return untold;
    }

    /// <summary>Grows a segment that has reached its limit, unless another thread does so.</summary>
    public void Grow(TableSegments segments, int index)
    {
        ref var segment = ref segments[index];
        if (Interlocked.CompareExchange(ref segment.IsGrowing, 1, 0) != 0)
        {
            return; // another thread does it
        }

        try
        {
            if (Volatile.Read(ref segment.States) >= segment.Limit) // else another thread has just done it
            {
                WaitForThoseInside(index);
                segments.Grow(index, MostUntold);
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
            for (var wait = default(SpinWait); Volatile.Read(ref _workers[worker].Inside) == index + 1; )
            {
                wait.SpinOnce();
            }
        }
    }
}
