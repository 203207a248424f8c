using System.Runtime.CompilerServices;
using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Execution.Tso;

/// <summary>Which steps wait in a store buffer, and which wait for it.</summary>
internal class StoreBufferRules(LocalStates locals)
{
    private const byte Yes = 1;
    private const byte No = 2;

    private byte[] _needsBuffer = new byte[256]; // by local state; 0 where it is not known yet

    /// <summary>
    /// Plain stores, and what is no locked instruction although it reads and writes: a list changed under a lock, a
    /// per-CPU counter. An unlock is a store, as a spinlock's is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
    /// <remarks>
    /// The beginning and the end of a lifetime are stores like others. Where such a step is misuse the execution ends,
    /// with what was stored before it at memory and not in the buffer: that is the same violation, and what others
    /// would do behind it no search looks at. The tests' reference does, and is compared without that.
    /// </remarks>
    /// <param name="local">The local state that the store led to.</param>
    public bool NeedsBuffer(int local)
    {
        if (local < _needsBuffer.Length && _needsBuffer[local] != 0)
        {
            return _needsBuffer[local] == Yes;
        }

        Note(local, true); // stands if stores alone lead back here
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
        Note(local, needs);
        return needs;
    }

    private void Note(int local, bool needs)
    {
        if (local >= _needsBuffer.Length)
        {
            Array.Resize(ref _needsBuffer, 2 * local);
        }

        _needsBuffer[local] = needs ? Yes : No;
    }
}
