using Interleave.Memory;

namespace Interleave.Tests.Litmus.Axioms;

/// <summary>What an instruction does to memory, in the terms of tools/memory-model/linux-kernel.bell.</summary>
/// <param name="Thread">Its thread; -1 for the values at the start.</param>
/// <param name="Kind">Whether it reads, writes or orders.</param>
/// <param name="Cell">What it reads or writes; empty for a barrier.</param>
/// <param name="Order">Its ordering, as far as this event has it.</param>
/// <param name="Of">The instruction; null for the values at the start.</param>
internal sealed record MemoryEvent(
    int Thread,
    MemoryEventKind Kind,
    string Cell,
    MemoryOrder Order = MemoryOrder.Once,
    Instruction? Of = null
)
{
    /// <summary>True if it reads or writes.</summary>
    public bool IsAccess => Kind is MemoryEventKind.Read or MemoryEventKind.Write;

    /// <summary>True if it is half of a read-modify-write, or all of one that failed; taking a lock is one,
    /// too.</summary>
    public bool IsChange =>
        IsAccess
        && Of is not null
        && Of.Kind is not (OperationKind.Load or OperationKind.Store or OperationKind.Until or OperationKind.Release);

    /// <summary>True if it takes or drops a lock.</summary>
    public bool IsLock => Of is { Kind: OperationKind.Acquire or OperationKind.Release };
}
