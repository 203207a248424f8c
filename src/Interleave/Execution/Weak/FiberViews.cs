namespace Interleave.Execution.Weak;

/// <summary>What a fiber knows of memory: views, in each of them 0 for the oldest message that is kept.</summary>
/// <param name="all">All of them, one after the other.</param>
internal readonly ref struct FiberViews(Span<byte> all)
{
    /// <summary>How many there are.</summary>
    public const int Count = 7;

    private readonly Span<byte> _all = all;

    /// <summary>Loads find this message or a newer one.</summary>
    public Span<byte> Read => this[0];

    /// <summary>
    /// Stores come after this message: all that the fiber has met, because a store is ordered after every earlier load.
    /// It is what <see cref="Seen"/> is, and kept for other steps.
    /// </summary>
    public Span<byte> Write => this[1];

    /// <summary>Everything that the fiber has met, ordered or not: what a release gives away and a full barrier
    /// shares.</summary>
    public Span<byte> Seen => this[2];

    /// <summary>What its next store gives away without being a release: what smp_wmb or a full barrier put before
    /// it.</summary>
    public Span<byte> Released => this[3];

    /// <summary>Its own stores, with what they give away: what smp_wmb puts before later ones.</summary>
    public Span<byte> Own => this[4];

    /// <summary>What it had met when it last dropped a lock: the next lock that it takes puts that before what
    /// follows.</summary>
    public Span<byte> Unlocked => this[5];

    /// <summary>
    /// What a full barrier had made known to everybody before this: what comes later has met it, too. Every store gives
    /// it on, because time passes along stores and loads whatever their ordering.
    /// </summary>
    public Span<byte> Settled => this[6];

    /// <summary>Notes that the fiber has met what a view says.</summary>
    public void Meet(ReadOnlySpan<byte> view)
    {
        Views.Join(Seen, view);
        Views.Join(Write, view);
    }

    /// <summary>All of them.</summary>
    public Span<byte> All => _all;

    private Span<byte> this[int number] => _all.Slice(number * (_all.Length / Count), _all.Length / Count);
}
