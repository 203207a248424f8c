namespace Interleave.Execution.Weak;

/// <summary>What a fiber knows of memory: views, in each of them 0 for the oldest message that is kept.</summary>
/// <param name="all">All of them, one after the other.</param>
internal readonly ref struct FiberViews(Span<byte> all)
{
    /// <summary>How many there are.</summary>
    public const int Count = 7;

    private readonly Span<byte> _all = all;

    /// <summary>Current view: loads find this message or a newer one.</summary>
    public Span<byte> Current => this[0];

    /// <summary>
    /// Stores come after this message: all that the fiber has met, because a store is ordered after every earlier load.
    /// It is what <see cref="Acquire"/> is, and kept for other steps.
    /// </summary>
    public Span<byte> StoreBound => this[1];

    /// <summary>Acquire view: everything that the fiber has met, ordered or not; what a release gives away and a full
    /// barrier shares.</summary>
    public Span<byte> Acquire => this[2];

    /// <summary>Release view: what its next store gives away without being a release: what smp_wmb or a full barrier
    /// put before it.</summary>
    public Span<byte> Release => this[3];

    /// <summary>Its own stores, with what they give away: what smp_wmb puts before later ones.</summary>
    public Span<byte> Own => this[4];

    /// <summary>What it had met when it last dropped a lock: the next lock that it takes puts that before what
    /// follows.</summary>
    public Span<byte> Unlocked => this[5];

    /// <summary>
    /// SC-fence view: what a full barrier had made known to everybody before this: what comes later has met it, too.
    /// Every store gives it on, because time passes along stores and loads whatever their ordering.
    /// </summary>
    public Span<byte> ScFence => this[6];

    /// <summary>Notes that the fiber has met what a view says.</summary>
    public void Join(ReadOnlySpan<byte> view)
    {
        Views.Join(Acquire, view);
        Views.Join(StoreBound, view);
    }

    /// <summary>All of them.</summary>
    public Span<byte> All => _all;

    private Span<byte> this[int number] => _all.Slice(number * (_all.Length / Count), _all.Length / Count);
}
