using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Execution.Tso;

/// <summary>Which steps wait in a store buffer, and which wait for it.</summary>
internal class StoreBufferRules(LocalStates locals)
{
    private readonly Dictionary<int, bool> _needsBuffer = [];

    /// <summary>
    /// Plain stores, and what is no locked instruction although it reads and writes: a list changed under a lock, a
    /// per-CPU counter. An unlock is a store, as a spinlock's is.
    /// </summary>
    public static bool IsBuffered(in HotOperation operation) =>
        operation.Kind switch
        {
            OperationKind.Store => operation.Order != MemoryOrder.Full,
            OperationKind.Add or OperationKind.Update => operation.Order
                is MemoryOrder.Plain
                    or MemoryOrder.Once
                    or MemoryOrder.LeaveSection,
            OperationKind.Release or OperationKind.Begin or OperationKind.Free => true,
            _ => false,
        };

    /// <summary>True if stores of this kind to one cell may reach memory in any order.</summary>
    public static bool Commutes(in HotOperation store) =>
        store.Kind == OperationKind.Add || store.Order == MemoryOrder.LeaveSection;

    /// <summary>True if a step waits until the buffer is empty.</summary>
    public virtual bool Drains(in HotOperation operation) =>
        operation.Kind switch
        {
            OperationKind.Barrier => true,
            OperationKind.Load => operation.Order == MemoryOrder.Full,
            _ => operation.Writes && !IsBuffered(operation) && operation.Order != MemoryOrder.EnterSection,
        };

    /// <summary>True if a fiber that looks at a cell finds this store of its own.</summary>
    public virtual bool Forwards(in HotOperation store, int location) => store.Location == location;

    /// <summary>Whether a fiber that has just stored may load before its next step that waits for the buffer.</summary>
    /// <param name="local">The local state that the store led to.</param>
    public bool NeedsBuffer(int local)
    {
        if (_needsBuffer.TryGetValue(local, out var known))
        {
            return known;
        }

        _needsBuffer[local] = true; // stands if stores alone lead back here
        var operation = locals.Operations[local];
        var needs = operation.Kind switch
        {
            OperationKind.None => locals.Failed[local],
            OperationKind.Pass
            or OperationKind.Store
            or OperationKind.Release
            or OperationKind.Begin
            or OperationKind.Free when !Drains(operation) => NeedsBuffer(locals.Next(local, 0)),
            _ => !Drains(operation),
        };
        _needsBuffer[local] = needs;
        return needs;
    }
}
