using Interleave.Execution.Tso;
using Interleave.Execution.Weak;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Execution;

/// <summary>What the memories that are weaker than sequential consistency do.</summary>
/// <remarks>Rules are objects so that tests can put a broken one in their place, and show that they would
/// notice.</remarks>
internal sealed record MemoryRules
{
    /// <summary>Those that a search follows.</summary>
    public static MemoryRules Sound { get; } = new();

    /// <summary>The rules of total store order.</summary>
    public Func<LocalStates, StoreBufferRules> StoreBuffers { get; init; } = static locals => new(locals);

    /// <summary>The rules of the weak memory.</summary>
    public Func<Machine, ModificationOrders, ViewRules> Views { get; init; } =
        static (machine, memory) => new(machine, memory);
}
