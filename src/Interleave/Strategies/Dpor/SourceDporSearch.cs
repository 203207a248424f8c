using System.Numerics;
using Interleave.Programs;
using Interleave.Search;

namespace Interleave.Strategies.Dpor;

/// <summary>
/// Dynamic partial-order reduction with source sets and sleep sets: from each state, one fiber for each race. Each way
/// to order the steps that do not commute is completed once; executions that turn out to repeat others are begun and
/// given up (Abdulla, Aronis, Jonsson and Sagonas, Optimal Dynamic Partial Order Reduction, POPL 2014, section 5).
/// </summary>
/// <remarks>
/// Whether properties can see a step, or whether it is a violation, may depend on the value that it meets. A race that
/// makes a step visible by going the other way is looked at again at the end of each execution, since visible steps
/// that come later may then have to come before it, with which it is in no race as it was taken.
/// </remarks>
internal sealed class SourceDporSearch : DporSearch
{
    // races that make the latter step visible by going the other way
    private readonly List<(int Index, int End)> _revealing = [];
    private uint[] _todo = new uint[64];

    private SourceDporSearch(ConcurrentProgram program, SearchOptions options, Footprint footprint)
        : base(program, options, footprint) { }

    /// <summary>Explores every order of steps that do not commute, or as many as the bounds allow.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options) =>
        Refinement.Run(
            "source-DPOR",
            options,
            (bounded, footprint) => new SourceDporSearch(program, bounded, footprint)
        );

    protected override void Arrive(int depth, uint awake)
    {
        if (depth == _todo.Length)
        {
            Array.Resize(ref _todo, depth * 2);
        }

        _todo[depth] = 1u << BitOperations.TrailingZeroCount(awake);
    }

    // All ways that a fiber's step can go, one after the other, and then another fiber.
    protected override bool NextMove(int depth, ref Level level)
    {
        if (level.Fiber < 0 || (level.Sleep.Fibers & (1u << level.Fiber)) != 0)
        {
            var todo = _todo[depth] & ~level.Sleep.Fibers;
            if (todo == 0)
            {
                return false;
            }

            level.Fiber = BitOperations.TrailingZeroCount(todo);
        }

        level.Choice = level.Sleep.FirstAwake(level.Fiber);
        return true;
    }

    protected override void OnStep(in Move move)
    {
        var end = Trail.Count - 1;
        while (_revealing is [.., var last] && last.End >= end)
        {
            _revealing.RemoveAt(_revealing.Count - 1);
        }

        ReverseRaces(move, end);
    }

    protected override void OnEnd()
    {
        foreach (var (index, end) in _revealing)
        {
            Add(index, Trail[end].Move with { IsVisible = true }, Trail.Count);
        }
    }

    protected override void Reverse(int index, in Move move, int end)
    {
        var isVisible = IsVisibleBefore(index, move, end);
        if (isVisible && !move.IsVisible && end < Trail.Count)
        {
            _revealing.Add((index, end));
        }

        Add(index, move with { IsVisible = isVisible }, end);
    }

    private void Add(int index, in Move move, int end)
    {
        ref var todo = ref _todo[index];
        var initials = Trail.Initials(index, move, end);
        if (
            ((todo | LevelAt(index).Sleep.Fibers) & initials) == 0
            && Options.Rules.PartialOrder.MayExploreBesides(todo)
        )
        {
            var fiber = 1u << move.Fiber;
            todo |= (initials & fiber) != 0 ? fiber : 1u << BitOperations.TrailingZeroCount(initials);
        }
    }
}
