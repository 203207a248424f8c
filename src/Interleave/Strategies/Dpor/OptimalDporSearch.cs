using System.Numerics;
using Interleave.Programs;
using Interleave.Search;

namespace Interleave.Strategies.Dpor;

/// <summary>
/// Dynamic partial-order reduction with wakeup trees: each way to order the steps that do not commute is explored once,
/// and no execution is begun in vain. A race adds not a fiber but the steps that lead to its other outcome (Abdulla,
/// Aronis, Jonsson and Sagonas, Source Sets: A Foundation for Optimal Dynamic Partial Order Reduction, J. ACM 64(4),
/// 2017, algorithm 2).
/// </summary>
/// <remarks>
/// <para>
/// Why nothing is begun in vain: a sequence is added only if no sleeping step is one of its weak initials. A step that
/// stays asleep along all of a sequence would be one, so nobody sleeps at its end, and from there on the search sleeps
/// only where it has other sequences to go on with. That asks of steps only that their conflicts be known, so it holds
/// where steps wait, and where executions are cut.
/// </para>
/// <para>
/// Completeness where a step can disable another fiber's rests on <see cref="Trail.RacesOf"/>, as in source-DPOR, and
/// not on the paper's proof. The tests compare numbers of executions with traces counted the plain way, in which steps
/// wait and violations stop fibers. A program with cycles is not searched completely, and the verdict says so.
/// </para>
/// <para>Beyond the paper:</para>
/// <list type="bullet">
/// <item>A step that chooses is in a race with the other ways that it could have gone.</item>
/// <item>Whether properties can see the last step of a sequence depends on the value that it meets there, which is not
/// the one that it met. It is tried out.</item>
/// </list>
/// </remarks>
internal sealed class OptimalDporSearch : DporSearch
{
    private readonly WakeupSequence _sequence = new();
    private WakeupTree[] _trees = new WakeupTree[64];

    private OptimalDporSearch(ConcurrentProgram program, SearchOptions options, Footprint footprint)
        : base(program, options, footprint) { }

    /// <summary>Explores every order of steps that do not commute, or as many as the bounds allow.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options) =>
        Refinement.Run(
            "optimal DPOR",
            options,
            (bounded, footprint) => new OptimalDporSearch(program, bounded, footprint)
        );

    protected override void Arrive(int depth, uint awake)
    {
        if (depth == _trees.Length)
        {
            Array.Resize(ref _trees, depth * 2);
        }

        var tree = depth == 0 ? new WakeupTree() : _trees[depth - 1].First!;
        if (tree.First is null)
        {
            var fiber = BitOperations.TrailingZeroCount(awake);
            tree.Add(new Move(fiber, LevelAt(depth).Sleep.FirstAwake(fiber), Execution.OperationOf(fiber), false));
        }

        _trees[depth] = tree;
    }

    protected override bool NextMove(int depth, ref Level level)
    {
        var tree = _trees[depth];
        if (level.Fiber >= 0)
        {
            tree.RemoveFirst();
        }

        if (tree.First is not { } branch)
        {
            return false;
        }

        (level.Fiber, level.Choice) = (branch.Move.Fiber, branch.Move.Choice);
        return true;
    }

    // Only now is it known what does not depend on a race.
    protected override void OnEnd()
    {
        for (var i = 0; i < Trail.Count; i++)
        {
            var move = Trail[i].Move;
            ReverseRaces(move, i);
            for (var choice = 0; choice < move.Ways; choice++)
            {
                if (choice != move.Choice)
                {
                    Reverse(i, move with { Choice = choice }, i);
                }
            }
        }
    }

    protected override void Reverse(int index, in Move move, int end)
    {
        Trail.CopyIndependent(index, _sequence);
        _sequence.Add(move with { IsVisible = IsVisibleBefore(index, move, end) });
        if (!LevelAt(index).Sleep.Covers(_sequence, Options.Rules.PartialOrder))
        {
            _trees[index].Insert(_sequence, Options.Rules.PartialOrder.StepsKept(int.MaxValue));
        }
    }
}
