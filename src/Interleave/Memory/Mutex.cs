namespace Interleave.Memory;

/// <summary>
/// A mutual-exclusion lock, sleeping or spinning: under an exhaustive scheduler both only block. The engine reports a
/// release by a fiber that does not hold it, and a fiber that returns while holding it.
/// </summary>
public sealed class Mutex : IEngineObject
{
    private readonly SharedMemory _memory;
    private readonly Resource _hold;
    private readonly Resource _sharedHold; // another resource, so that a lock is released the way it was taken

    internal Mutex(SharedMemory memory, Cell word, Resource hold, Resource sharedHold)
    {
        _memory = memory;
        _hold = hold;
        _sharedHold = sharedHold;
        Word = word;
    }

    /// <summary>0 when free, 1 when held, -n when n fibers hold it shared. It names no holder, so fibers stay
    /// symmetric.</summary>
    public Cell Word { get; }

    /// <summary>What traces call it.</summary>
    public string Name => Word.Name;

    /// <summary>
    /// Called by the running fiber before each step that may wait for the lock, as for a rule about where that is
    /// allowed; null for nothing. It may look at what the fiber holds and fail the step before, but takes no step.
    /// </summary>
    public Action? BeforeAcquire { get; set; }

    /// <summary>What who holds it exclusively holds.</summary>
    internal Resource Hold => _hold;

    /// <summary>What who holds it shared holds.</summary>
    internal Resource SharedHold => _sharedHold;

    /// <summary>Takes the lock; blocks while anyone holds it.</summary>
    public Step Acquire() => Announce(OperationKind.Acquire);

    /// <summary>Drops the lock.</summary>
    public Step Release() => Announce(OperationKind.Release);

    /// <summary>Takes the lock shared; blocks while someone holds it exclusively.</summary>
    public Step AcquireShared() => Announce(OperationKind.AcquireShared);

    /// <summary>Drops a shared hold.</summary>
    public Step ReleaseShared() => Announce(OperationKind.ReleaseShared);

    /// <summary>Takes the lock if it is free, and returns whether it did.</summary>
    public Step<bool> TryAcquire()
    {
        _memory.Host.Announce(Of(OperationKind.TryAcquire));
        return new Step<bool>(_memory.Host);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>What traces print for its word.</summary>
    internal static string Format(int value) =>
        value switch
        {
            0 => "free",
            1 => "held",
            _ => "shared",
        };

    private Step Announce(OperationKind kind)
    {
        if (kind is OperationKind.Acquire or OperationKind.AcquireShared)
        {
            BeforeAcquire?.Invoke();
        }

        _memory.Host.Announce(Of(kind));
        return new Step(_memory.Host);
    }

    private Operation Of(OperationKind kind)
    {
        var hold = kind is OperationKind.AcquireShared or OperationKind.ReleaseShared ? _sharedHold : _hold;
        return new Operation(kind, Word.Location, 0, hold.Index, MemoryOrder.Acquire);
    }
}
