using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>
/// <c>lock_count</c> of <c>struct lockref</c>: a lock that is free, and the count behind it, as one word of eight bytes
/// (lib/lockref.c). Whoever looks at it takes the lock for that; who finds it taken sees a lock that is held, as on a
/// kernel where somebody else holds it. Under a weak memory that orders more than the relaxed form of the kernel's.
/// </summary>
/// <param name="taken">The lock.</param>
/// <param name="count">The count.</param>
internal sealed class LockedCountField(LockField taken, GenericField count) : Field
{
    private const int CountShift = 32;
    private const long Held = 1;

    /// <inheritdoc/>
    public override string Name => $"{taken.Name} and {count.Name}";

    /// <inheritdoc/>
    public override async Routine<Value> Load(MemoryOrder order, bool isFollowed)
    {
        var isFree = await taken.Lock.TryAcquire();
        var number = (await count.Load(MemoryOrder.Relaxed, isFollowed: false)).Number << CountShift;
        if (!isFree)
        {
            return Value.Of(number | Held);
        }

        await taken.Lock.Release();
        return Value.Of(number);
    }

    /// <inheritdoc/>
    public override async Routine<Value> CompareExchange(Value expected, Value desired, MemoryOrder order)
    {
        if (((expected.Number | desired.Number) & uint.MaxValue) != 0)
        {
            throw new MeaninglessException($"{Name} is changed while the lock is held");
        }

        var isFree = await taken.Lock.TryAcquire();
        var found = Value.Of((await count.Load(MemoryOrder.Relaxed, isFollowed: false)).Number << CountShift);
        if (!isFree)
        {
            return Value.Of(found.Number | Held);
        }

        if (found == expected)
        {
            await count.Store(Value.Of(desired.Number >> CountShift), MemoryOrder.Relaxed);
        }

        await taken.Lock.Release();
        return found;
    }
}
