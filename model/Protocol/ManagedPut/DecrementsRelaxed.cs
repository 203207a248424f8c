using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedPut;

/// <summary>
/// In no kernel: the decrement orders nothing after it, so the look at the wait queue that follows may come first
/// (comment on waitqueue_active, include/linux/wait.h).
/// </summary>
public sealed class DecrementsRelaxed : ManagedPutForm
{
    /// <inheritdoc/>
    protected override Routine<int> Subtract(Page page, int references) =>
        page.SubReturn(references, MemoryOrder.Relaxed);
}
