using System.Runtime.CompilerServices;
using Interleave.Routines;

namespace Interleave.Execution.States;

/// <summary>
/// The fingerprint of a state, as a sum over its cells and fibers: a step costs a few mixes, and fibers that are summed
/// without their number give the fingerprint of the state's symmetry class.
/// </summary>
/// <param name="symmetric">True if fibers are summed without their number.</param>
/// <param name="wide">True if there is a second half.</param>
internal struct StateFingerprint(bool symmetric, bool wide)
{
    /// <summary>The first half: equal for states that differ only by a permutation of equal fibers, if fibers are
    /// symmetric.</summary>
    public ulong First { readonly get; private set; }

    /// <summary>The second half, from other constants; 0 if the fingerprint is not wide.</summary>
    public ulong Second { readonly get; private set; }

    public readonly bool IsWide => wide;

    /// <summary>Takes it back to what it was.</summary>
    public void Set(ulong first, ulong second) => (First, Second) = (first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddCell(int location, int value) => SumCell(location, value, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveCell(int location, int value) => SumCell(location, value, -1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddFiber(LocalStates locals, int local, int fiber) => SumFiber(locals, local, fiber, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveFiber(LocalStates locals, int local, int fiber) => SumFiber(locals, local, fiber, -1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SumCell(int location, int value, int sign)
    {
        var word = ((ulong)(uint)location << 32) | (uint)value;
        var first = StableHash.Mix(word + 0x9E3779B97F4A7C15UL);
        First += sign > 0 ? first : 0 - first;
        if (wide)
        {
            var second = first * 0xD6E8FEB86659FD93UL;
            second ^= second >> 32;
            Second += sign > 0 ? second : 0 - second;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SumFiber(LocalStates locals, int local, int fiber, int sign)
    {
        var first = PartOf(locals.First[local], fiber);
        First += sign > 0 ? first : 0 - first;
        if (wide)
        {
            var second = PartOf(locals.Second[local], fiber);
            Second += sign > 0 ? second : 0 - second;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong PartOf(ulong local, int fiber) =>
        symmetric ? local : StableHash.Mix(local + ((ulong)fiber * 0xC2B2AE3D27D4EB4FUL));
}
