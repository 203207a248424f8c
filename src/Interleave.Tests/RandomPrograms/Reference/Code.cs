using Interleave.Memory;

namespace Interleave.Tests.RandomPrograms.Reference;

/// <summary>One instruction of the reference interpreter.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Cell">The cell that it touches; -1 for none.</param>
/// <param name="A">Its first operand: a value, a target of a jump, a number of a lock.</param>
/// <param name="B">Its second operand.</param>
/// <param name="Order">The memory order of an access.</param>
internal sealed record Code(CodeKind Kind, int Cell = -1, int A = 0, int B = 0, MemoryOrder Order = MemoryOrder.Full)
{
    /// <summary>True for what another thread can come before and behind; all else belongs to the step before.</summary>
    public bool IsStep => Kind < CodeKind.KeepResult;

    /// <summary>True for a step that always writes its cell, or may.</summary>
    public bool Writes => Kind is >= CodeKind.Store and <= CodeKind.UnlockShared;
}
