using System.Numerics;

namespace Interleave.Search;

/// <summary>
/// Fibers in equal local states can change places. Sets of fibers are bit sets; one that is kept with a state is written in
/// the order of local states, so that it means the same in every permutation of the state.
/// </summary>
internal sealed class FiberClasses
{
    private readonly Execution _execution;
    private readonly byte[] _order;

    public FiberClasses(Execution execution)
    {
        _execution = execution;
        _order = [.. Enumerable.Range(0, execution.FiberCount).Select(i => (byte)i)];
    }

    /// <summary>The fibers in the same local state as <paramref name="fiber"/>, itself included.</summary>
    public uint EqualTo(int fiber)
    {
        var local = _execution.LocalIds[fiber];
        var equal = 0u;
        for (var other = 0; other < _execution.FiberCount; other++)
        {
            equal |= _execution.LocalIds[other] == local ? 1u << other : 0;
        }

        return equal;
    }

    /// <summary>One fiber of each class that the set has.</summary>
    public uint OneOfEach(uint fibers)
    {
        var kept = fibers;
        for (var rest = fibers; rest != 0; rest &= rest - 1)
        {
            var fiber = BitOperations.TrailingZeroCount(rest);
            if ((kept & (1u << fiber)) != 0)
            {
                kept &= ~(EqualTo(fiber) & ~(1u << fiber));
            }
        }

        return kept;
    }

    /// <summary>
    /// Sorts the fibers by local state, and writes the set in that order. Equal fibers sleep together, so that ties cannot
    /// matter: the set is extended by them.
    /// </summary>
    public uint ToRanks(ref uint sleep)
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
            sleep |= EqualTo(BitOperations.TrailingZeroCount(rest));
        }

        var ranks = 0u;
        for (var rank = 0; rank < order.Length; rank++)
        {
            ranks |= (sleep >> order[rank] & 1) << rank;
        }

        return ranks;
    }

    /// <summary>The fibers that have these places in the order of the last <see cref="ToRanks"/>.</summary>
    public uint FromRanks(uint ranks)
    {
        var fibers = 0u;
        for (var rest = ranks; rest != 0; rest &= rest - 1)
        {
            fibers |= 1u << _order[BitOperations.TrailingZeroCount(rest)];
        }

        return fibers;
    }
}
