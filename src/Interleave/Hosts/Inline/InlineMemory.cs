using System.Threading;
using Interleave.Memory;

namespace Interleave.Hosts.Inline;

/// <summary>
/// Shared memory on which real threads take steps at once: the operations of the search's memory, made atomic by the
/// processor and not by a scheduler.
/// </summary>
/// <remarks>
/// A read-modify-write is atomic whatever its order, and loads are volatile. A store is a full barrier if the memory is
/// to be sequentially consistent, as the search's is; otherwise it is volatile, and may wait in the processor's store
/// buffer while later loads go ahead. Whether a cell is alive and what a step does to it are two words of memory, and
/// have to be one step: a fiber says what it is in before it looks, and who frees waits for those that looked in time,
/// as hazard pointers do (Michael, IEEE TPDS 15(6), 2004).
/// </remarks>
internal sealed class InlineMemory
{
    private readonly int[] _cells;
    private readonly int[] _inside; // for each fiber, the location of the lifetime it is in, plus one
    private readonly bool _ordered;

    public InlineMemory(int[] initial, int fibers, bool sequentiallyConsistent)
    {
        _cells = initial;
        _inside = new int[fibers];
        _ordered = sequentiallyConsistent;
    }

    /// <summary>The cells; to be read when nobody runs.</summary>
    public int[] Cells => _cells;

    /// <summary>Takes a step if it can be taken.</summary>
    /// <param name="fiber">Who takes it.</param>
    /// <param name="operation">A step on a cell.</param>
    /// <param name="lifetime">The location that tells whether the cell is alive; -1 when it always is.</param>
    /// <param name="result">What the awaiting routine receives.</param>
    public StepAttempt Take(int fiber, in Operation operation, int lifetime, out int result)
    {
        result = 0;
        if (lifetime < 0)
        {
            return Apply(operation, fiber, out result);
        }

        Interlocked.Exchange(ref _inside[fiber], lifetime + 1); // a full barrier: Free sees it, or this sees Free
        try
        {
            return Volatile.Read(ref _cells[lifetime]) == 0
                ? StepAttempt.UsesFreed
                : Apply(operation, fiber, out result);
        }
        finally
        {
            Volatile.Write(ref _inside[fiber], 0);
        }
    }

    /// <summary>True if the step could be taken; to be asked when nobody runs.</summary>
    public bool IsOpen(in Operation operation, int lifetime)
    {
        var value = _cells[operation.Location];
        return (lifetime >= 0 && _cells[lifetime] == 0)
            || operation.Kind switch
            {
                OperationKind.Acquire => value == 0,
                OperationKind.AcquireShared => value <= 0,
                OperationKind.Until => ((Condition)operation.Function!)(value, operation.A),
                _ => true,
            };
    }

    private StepAttempt Apply(in Operation operation, int fiber, out int result)
    {
        ref var cell = ref _cells[operation.Location];
        result = 0;
        switch (operation.Kind)
        {
            case OperationKind.Load:
                result = Volatile.Read(ref cell);
                return StepAttempt.Taken;
            case OperationKind.Until:
                result = Volatile.Read(ref cell);
                return If(((Condition)operation.Function!)(result, operation.A));
            case OperationKind.Store when !_ordered && operation.Order is MemoryOrder.Plain or MemoryOrder.Once:
                Volatile.Write(ref cell, operation.A);
                return StepAttempt.Taken;
            case OperationKind.Store:
                Interlocked.Exchange(ref cell, operation.A);
                return StepAttempt.Taken;
            case OperationKind.Add:
                result = Interlocked.Add(ref cell, operation.A);
                return StepAttempt.Taken;
            case OperationKind.AddUnless:
                result = AddUnless(ref cell, operation.A, operation.B) ? 1 : 0;
                return StepAttempt.Taken;
            case OperationKind.CompareExchange:
                result = Interlocked.CompareExchange(ref cell, operation.B, operation.A) == operation.A ? 1 : 0;
                return StepAttempt.Taken;
            case OperationKind.Exchange:
                result = Interlocked.Exchange(ref cell, operation.A);
                return StepAttempt.Taken;
            case OperationKind.Update:
                result = Update(ref cell, (Update)operation.Function!, operation.A);
                return StepAttempt.Taken;
            case OperationKind.Acquire:
                return If(Interlocked.CompareExchange(ref cell, 1, 0) == 0);
            case OperationKind.TryAcquire:
                result = Interlocked.CompareExchange(ref cell, 1, 0) == 0 ? 1 : 0;
                return StepAttempt.Taken;
            case OperationKind.AcquireShared:
                return If(AddUnlessAbove(ref cell));
            case OperationKind.Release:
                Interlocked.Exchange(ref cell, 0);
                return StepAttempt.Taken;
            case OperationKind.ReleaseShared:
                Interlocked.Increment(ref cell);
                return StepAttempt.Taken;
            case OperationKind.Begin:
                return Interlocked.CompareExchange(ref cell, 1, 0) == 0 ? StepAttempt.Taken : StepAttempt.FreesTwice;
            case OperationKind.Free:
                return Free(ref cell, operation.Location, fiber);
            default:
                throw new InvalidOperationException($"no semantics for {operation.Kind}");
        }
    }

    private static StepAttempt If(bool taken) => taken ? StepAttempt.Taken : StepAttempt.Blocked;

    private static bool AddUnless(ref int cell, int delta, int unless)
    {
        for (var value = Volatile.Read(ref cell); value != unless; )
        {
            var seen = Interlocked.CompareExchange(ref cell, value + delta, value);
            if (seen == value)
            {
                return true;
            }

            value = seen;
        }

        return false;
    }

    private static bool AddUnlessAbove(ref int cell)
    {
        for (var value = Volatile.Read(ref cell); value <= 0; )
        {
            var seen = Interlocked.CompareExchange(ref cell, value - 1, value);
            if (seen == value)
            {
                return true;
            }

            value = seen;
        }

        return false;
    }

    private static int Update(ref int cell, Update update, int argument)
    {
        for (var value = Volatile.Read(ref cell); ; )
        {
            var seen = Interlocked.CompareExchange(ref cell, update(value, argument, out var result), value);
            if (seen == value)
            {
                return result;
            }

            value = seen;
        }
    }

    // The life ends when the last step that found it going on is over; who looks from now on finds it ended.
    private StepAttempt Free(ref int alive, int location, int fiber)
    {
        if (Interlocked.CompareExchange(ref alive, 0, 1) != 1)
        {
            return StepAttempt.FreesTwice;
        }

        for (var other = 0; other < _inside.Length; other++)
        {
            while (other != fiber && Volatile.Read(ref _inside[other]) == location + 1)
            {
                Thread.Yield();
            }
        }

        return StepAttempt.Taken;
    }
}

/// <summary>What came of trying to take a step at once.</summary>
internal enum StepAttempt
{
    /// <summary>It was taken.</summary>
    Taken,

    /// <summary>It cannot be taken now; nothing changed.</summary>
    Blocked,

    /// <summary>It is on memory that was freed; nothing changed.</summary>
    UsesFreed,

    /// <summary>It begins a life that lasts, or ends one that does not; nothing changed.</summary>
    FreesTwice,
}
