using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Interleave.Visited;

/// <summary>What one of several threads that share a <see cref="VisitedTable"/> does in it; two cache lines of its
/// own.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal unsafe struct TableWorker
{
    /// <summary>How many states it adds to a segment before it says so.</summary>
    public const int TellAfter = 16;

    /// <summary>The segment that it looks into, plus 1; 0 for none. It is not copied meanwhile.</summary>
    public int Inside;

    /// <summary>The states that it has added.</summary>
    public long Added;

    /// <summary>For each segment, how many of them the segment does not know of yet.</summary>
    public fixed byte Untold[TableSegments.Most];

    /// <summary>Waits until a segment is not growing, and keeps it from that until <see cref="Leave"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter(ref TableSegment segment, int index)
    {
        for (var wait = default(SpinWait); ; )
        {
            // The store may become visible after the load: who closes the segment makes up for that.
            Volatile.Write(ref Inside, index + 1);
            if (Volatile.Read(ref segment.IsGrowing) == 0)
            {
                return;
            }

            Volatile.Write(ref Inside, 0);
            wait.SpinOnce();
        }
    }

    public void Leave() => Volatile.Write(ref Inside, 0);

    /// <summary>Counts a state that it added to a segment; not while it is inside.</summary>
    /// <returns>True if the segment has reached its limit.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool CountNew(ref TableSegment segment, int index)
    {
        Volatile.Write(ref Added, Added + 1);
        if (++Untold[index] != TellAfter)
        {
            return false;
        }

        Untold[index] = 0;
        return Interlocked.Add(ref segment.States, TellAfter) >= Volatile.Read(ref segment.Limit);
    }
}
