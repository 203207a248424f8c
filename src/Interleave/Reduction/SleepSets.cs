using System.Numerics;
using System.Runtime.CompilerServices;
using Interleave.Execution.States;
using Interleave.Search;
using Interleave.Visited;

namespace Interleave.Reduction;

/// <summary>Which fibers of a sleep set stay asleep (Godefroid, LNCS 1032, section 5.3).</summary>
/// <remarks>
/// Sleep sets are sound whichever thread explores what, and when. Take a way to a state that is pruned at some point,
/// where a step sleeps in every visit. Going back along the way there is a state at which that step was explored from a
/// sibling, before the next step of the way in one visit, or in a later visit; it commutes with all steps between, so
/// that moving it there gives a way of the same length to the same state. Order the steps of a state by visits, the
/// latest first, and within a visit as they are explored: the new way is smaller than the old one, and there are
/// finitely many of that length. So one way to each state is explored whole. It takes that a state's visits come one
/// after the other, and that each gets the fibers that none before it had, which <see cref="VisitedTable"/> sees to.
/// </remarks>
internal sealed class SleepSets(SearchOptions options, SequentialExecution execution)
{
    private readonly SequentialDependence _dependence = new(execution, options);
    private readonly bool _isUsed = options.SleepSets;

    /// <summary>The fibers that sleep behind a step that is about to be taken.</summary>
    /// <param name="sleep">Those that sleep now.</param>
    /// <param name="moving">Whose step it is.</param>
    /// <remarks>
    /// A sleeping fiber wakes when a step is taken that its own does not commute with. It is enough that they commute
    /// in this state (Godefroid, definition 5.1): the state that both lead to was reached from the fiber's own step.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint After(uint sleep, int moving) =>
        _isUsed && sleep != 0 ? StillAsleep(sleep & ~(1u << moving), moving) : 0;

    private uint StillAsleep(uint sleep, int moving)
    {
        var asleep = 0u;
        for (var rest = sleep; rest != 0; rest &= rest - 1)
        {
            var fiber = BitOperations.TrailingZeroCount(rest);
            if (_dependence.Commute(moving, fiber))
            {
                asleep |= 1u << fiber;
            }
        }

        return asleep;
    }
}
