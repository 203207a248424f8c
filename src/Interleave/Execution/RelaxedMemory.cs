using Interleave.Execution.States;
using Interleave.Execution.Tso;
using Interleave.Execution.Weak;
using Interleave.Memory;

namespace Interleave.Execution;

/// <summary>The memories that are weaker than sequential consistency.</summary>
internal static class RelaxedMemory
{
    /// <summary>The first state of a program on one of them.</summary>
    public static RelaxedExecution Begin(
        SequentialExecution shown,
        MemoryModel model,
        bool symmetric,
        SeededFault fault
    ) =>
        model == MemoryModel.Tso
            ? new StoreBufferExecution(shown, symmetric, fault)
            : new ViewExecution(shown, symmetric, fault);
}
