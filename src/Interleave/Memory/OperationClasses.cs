namespace Interleave.Memory;

/// <summary>What kinds of steps have in common: every question of the sort is answered here.</summary>
internal static class OperationClasses
{
    /// <summary>True if the step can be disabled by what the cell holds.</summary>
    public static bool IsGuarded(this OperationKind kind) =>
        kind is OperationKind.Until or OperationKind.Acquire or OperationKind.AcquireShared;

    /// <summary>True if the step may change the cell; a conditional write that fails counts as one.</summary>
    public static bool Writes(this OperationKind kind) =>
        kind
            is not (
                OperationKind.Load
                or OperationKind.Until
                or OperationKind.None
                or OperationKind.Pass
                or OperationKind.Choose
                or OperationKind.Barrier
            );

    /// <summary>True if the step finds out what is in its cell, and does not just overwrite it.</summary>
    public static bool Reads(this OperationKind kind) =>
        kind
            is not (
                OperationKind.Store
                or OperationKind.Release
                or OperationKind.ReleaseShared
                or OperationKind.Commit
            );

    /// <summary>True if the step may fail: its result is whether it changed the cell, and then it orders
    /// nothing.</summary>
    public static bool IsConditional(this OperationKind kind) =>
        kind is OperationKind.AddUnless or OperationKind.CompareExchange or OperationKind.TryAcquire;

    /// <summary>True if the step takes a lock, or tries to.</summary>
    public static bool TakesLock(this OperationKind kind) =>
        kind is OperationKind.Acquire or OperationKind.TryAcquire or OperationKind.AcquireShared;

    /// <summary>True if the step drops a lock.</summary>
    public static bool DropsLock(this OperationKind kind) =>
        kind is OperationKind.Release or OperationKind.ReleaseShared;

    /// <summary>True if a lock is taken or dropped shared.</summary>
    public static bool IsShared(this OperationKind kind) =>
        kind is OperationKind.AcquireShared or OperationKind.ReleaseShared;

    /// <summary>True if the step begins or ends a life.</summary>
    public static bool IsLifetimeStep(this OperationKind kind) => kind is OperationKind.Begin or OperationKind.Free;
}
