using System.Numerics;
using System.Runtime.CompilerServices;
using Interleave.Execution.States;

namespace Interleave.Reduction;

/// <summary>
/// Fibers in equal local states can change places. Sets of fibers are bit sets; one that is kept with a state is
/// written in the order of local states, so that it means the same in every permutation of the state.
/// </summary>
/// <remarks>
/// A fiber's future depends on its local state and the memory alone, and no memory holds a fiber's number, so any two
/// fibers in equal local states can change places: equal fingerprint sums stand for the whole class, and of equal
/// fibers only one is explored. A sleep set kept for a class means the same whichever member of the class is met; equal
/// fibers sleep together, because what one would reach the other reaches in a permuted copy.
/// </remarks>
internal sealed class SymmetryClasses
{
    private readonly SequentialExecution _execution;
    private readonly bool _isSymmetric;
    private readonly byte[] _order;

    /// <summary>The classes of an execution's fibers.</summary>
    /// <param name="execution">Where they are.</param>
    /// <param name="isSymmetric">False if each is a class of its own, and sets are kept as they are.</param>
    public SymmetryClasses(SequentialExecution execution, bool isSymmetric)
    {
        _isSymmetric = isSymmetric;
        _execution = execution;
        _order = [.. Enumerable.Range(0, execution.FiberCount).Select(i => (byte)i)];
    }

    /// <summary>The fibers in the same local state as <paramref name="fiber"/>, itself included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint EqualTo(int fiber) => _isSymmetric ? FindEqual(fiber) : 1u << fiber;

    /// <summary>One fiber of each class that the set has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint OneOfEach(uint fibers) => _isSymmetric ? FindOneOfEach(fibers) : fibers;

    /// <summary>
    /// Sorts the fibers by local state, and writes the set in that order. Equal fibers sleep together, so that ties
    /// cannot matter: the set is extended by them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ToRanks(ref uint sleep) => _isSymmetric ? Sort(ref sleep) : sleep;

    /// <summary>The fibers that have these places in the order of the last <see cref="ToRanks"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint FromRanks(uint ranks) => _isSymmetric ? LookUp(ranks) : ranks;

    private uint FindEqual(int fiber)
    {
        var locals = _execution.LocalIds;
        var local = locals[fiber];
        var equal = 0u;
        for (var other = 0; other < locals.Length; other++)
        {
            equal |= locals[other] == local ? 1u << other : 0;
        }

        return equal;
    }

    private uint FindOneOfEach(uint fibers)
    {
        var kept = fibers;
        for (var rest = fibers; rest != 0; rest &= rest - 1)
        {
            var fiber = BitOperations.TrailingZeroCount(rest);
            if ((kept & (1u << fiber)) != 0)
            {
                kept &= ~(FindEqual(fiber) & ~(1u << fiber));
            }
        }

        return kept;
    }

    private uint Sort(ref uint sleep)
    {
        var order = _order; // nearly sorted, from the state before
        var locals = _execution.LocalIds;
        for (var i = 1; i < order.Length; i++)
        {
            var fiber = order[i];
            var j = i - 1;
            while (j >= 0 && locals[order[j]] > locals[fiber])
            {
                order[j + 1] = order[j];
                j--;
            }

            order[j + 1] = fiber;
        }

        if (sleep == 0)
        {
            return 0;
        }

        for (var rest = sleep; rest != 0; rest &= rest - 1)
        {
            sleep |= FindEqual(BitOperations.TrailingZeroCount(rest));
        }

        var ranks = 0u;
        for (var rank = 0; rank < order.Length; rank++)
        {
            ranks |= (sleep >> order[rank] & 1) << rank;
        }

        return ranks;
    }

    private uint LookUp(uint ranks)
    {
        var fibers = 0u;
        for (var rest = ranks; rest != 0; rest &= rest - 1)
        {
            fibers |= 1u << _order[BitOperations.TrailingZeroCount(rest)];
        }

        return fibers;
    }
}
