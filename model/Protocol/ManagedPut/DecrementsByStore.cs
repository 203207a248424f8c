using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedPut;

/// <summary>
/// In no kernel: who knows that nobody else changes the count writes the smaller one with a store, as <c>atomic_set</c>
/// does, and goes on to the wait queue. Even x86 lets the look at the queue overtake that store (comment on
/// waitqueue_active, include/linux/wait.h).
/// </summary>
public sealed class DecrementsByStore : ManagedPutForm
{
    /// <inheritdoc/>
    protected override Routine<int> Subtract(Page page, int references) =>
        page.SubReturn(references, MemoryOrder.Plain);
}
