using System.Runtime.CompilerServices;

namespace Interleave.Memory;

/// <summary>An announced step as the search reads it, millions of times a second: 32 bytes, one array.</summary>
internal readonly struct HotOperation(in Operation operation, int lifetime)
{
    public readonly Delegate? Function = operation.Function;
    public readonly int Location = operation.Location;
    public readonly int A = operation.A;
    public readonly int B = operation.B;

    /// <summary>The location that tells whether the cell is alive; -1 when it always is.</summary>
    public readonly int Lifetime = lifetime;
    public readonly OperationKind Kind = operation.Kind;
    public readonly bool Writes = operation.Writes;
    public readonly bool IsGuarded = operation.IsGuarded;
    private readonly byte _order = (byte)operation.Order;

    /// <summary>What a search under sequential consistency does not look at.</summary>
    public MemoryOrder Order => (MemoryOrder)_order;

    /// <summary>Whether a guarded step may be taken. A wait on freed memory may, so that it is reported.</summary>
    /// <param name="value">What its cell holds.</param>
    /// <param name="life">What the cell of its lifetime holds; not 0 if it has none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOpen(int value, int life) =>
        life == 0
        || Kind switch
        {
            OperationKind.Acquire => value == 0,
            OperationKind.AcquireShared => value <= 0,
            _ => ((Condition)Function!)(value, A),
        };

    /// <summary>True if what the step does depends on its cell alone, and is no violation.</summary>
    public bool HasOutcome => !Kind.IsLifetimeStep();

    /// <summary>True if a conditional step changes nothing where it finds <paramref name="value"/>: then it orders
    /// nothing.</summary>
    public bool Fails(int value) =>
        Kind switch
        {
            OperationKind.AddUnless => value == B,
            OperationKind.CompareExchange => value != A,
            OperationKind.TryAcquire => value != 0,
            _ => false,
        };

    /// <summary>True if its result says that a conditional step has changed nothing.</summary>
    public bool HasFailed(int result) => Kind.IsConditional() && (ReturnsFound ? Fails(result) : result == 0);

    // The result of a conditional step is what it found, as atomic_cmpxchg has it, and not whether it changed that.
    private bool ReturnsFound => Function is not null;

    /// <summary>True if a step exchanges what its fiber has met with all that have full barriers.</summary>
    public bool IsFullBarrier =>
        Kind switch
        {
            OperationKind.Barrier => (MemoryBarrier)A is MemoryBarrier.Full or MemoryBarrier.AfterAtomic,
            OperationKind.None or OperationKind.Pass or OperationKind.Choose => false,
            _ => Order == MemoryOrder.Full && !Kind.TakesLock() && !Kind.DropsLock(),
        };

    /// <summary>True if a step leaves nothing older in its cell's history: whoever comes to the cell next finds
    /// it.</summary>
    /// <remarks>A lock's word keeps its history where somebody looks at it without taking the lock, as
    /// <c>spin_is_locked</c> does; where nobody does, its history is its newest value anyway.</remarks>
    public bool IsSeenByAll =>
        Kind.IsLifetimeStep() || Order is MemoryOrder.EnterSection or MemoryOrder.LeaveSection or MemoryOrder.AfterWait;

    /// <summary>True for a step that begins a life that lasts, or ends one that does not.</summary>
    /// <param name="value">What its cell holds.</param>
    public bool IsLifetimeMisuse(int value) => !HasOutcome && (value == 1) == (Kind == OperationKind.Begin);

    /// <summary>What a step on a cell that holds <paramref name="value"/> returns, and leaves there.</summary>
    public int Apply(int value, out int after)
    {
        after = value;
        switch (Kind)
        {
            case OperationKind.Load:
            case OperationKind.Until:
                return value;
            case OperationKind.Store:
                after = A;
                return 0;
            case OperationKind.Add:
                after = value + A;
                return after;
            case OperationKind.AddUnless:
                after = value == B ? value : value + A;
                return ReturnsFound ? value
                    : value == B ? 0
                    : 1;
            case OperationKind.CompareExchange:
                after = value == A ? B : value;
                return ReturnsFound ? value
                    : value == A ? 1
                    : 0;
            case OperationKind.Exchange:
                after = A;
                return value;
            case OperationKind.Update:
                after = ((Update)Function!)(value, A, out var result);
                return result;
            case OperationKind.TryAcquire:
                after = value == 0 ? 1 : value;
                return value == 0 ? 1 : 0;
            case OperationKind.Acquire:
            case OperationKind.Begin:
                after = 1;
                return 0;
            case OperationKind.Release:
            case OperationKind.Free:
                after = 0;
                return 0;
            case OperationKind.AcquireShared:
                after = value - 1;
                return 0;
            case OperationKind.ReleaseShared:
                after = value + 1;
                return 0;
            default:
                throw new InvalidOperationException($"no semantics for {Kind}");
        }
    }

    /// <summary>
    /// True when the order of two steps of different fibers can matter: they touch one cell and one of them writes it,
    /// or one ends or begins the life of what the other touches.
    /// </summary>
    public static bool Conflict(in HotOperation a, in HotOperation b) =>
        (a.Location == b.Location && a.Location >= 0 && (a.Writes || b.Writes))
        || (a.Lifetime >= 0 && a.Lifetime == b.Location)
        || (b.Lifetime >= 0 && b.Lifetime == a.Location);
}
