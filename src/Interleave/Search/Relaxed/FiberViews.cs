namespace Interleave.Search.Relaxed;

/// <summary>What a fiber knows of memory: for each cell a place in its history, 0 for the oldest message that is kept.</summary>
internal sealed class FiberViews
{
    private readonly int[][] _all;

    public FiberViews(int cells)
    {
        (Read, Seen, Released) = (new int[cells], new int[cells], new int[cells]);
        (Own, Unlocked, Settled) = (new int[cells], new int[cells], new int[cells]);
        _all = [Read, Seen, Released, Own, Unlocked, Settled];
    }

    /// <summary>Loads find this message or a newer one.</summary>
    public int[] Read { get; }

    /// <summary>
    /// Everything that the fiber has met, ordered or not: what a release gives away and a full barrier shares. Stores come after it,
    /// because a store is ordered after every earlier load. Never behind <see cref="Read"/>.
    /// </summary>
    public int[] Seen { get; }

    /// <summary>What its next store gives away without being a release: what smp_wmb or a full barrier put before it.</summary>
    public int[] Released { get; }

    /// <summary>Its own stores, with what they give away: what smp_wmb puts before later ones.</summary>
    public int[] Own { get; }

    /// <summary>What it had met when it last dropped a lock: the next lock that it takes puts that before what follows.</summary>
    public int[] Unlocked { get; }

    /// <summary>
    /// What a full barrier had made known to everybody before this: what comes later has met it, too. Every store gives it on,
    /// because time passes along stores and loads whatever their ordering.
    /// </summary>
    public int[] Settled { get; }

    /// <summary>All of them.</summary>
    public ReadOnlySpan<int[]> All => _all;

    public bool IsEqual(FiberViews other)
    {
        for (var i = 0; i < _all.Length; i++)
        {
            if (!_all[i].AsSpan().SequenceEqual(other._all[i]))
            {
                return false;
            }
        }

        return true;
    }
}
