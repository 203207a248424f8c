using Interleave.Search;

namespace Interleave.Strategies.Dpor;

/// <summary>
/// The steps that need not be taken in a state, because all that can follow them was explored before: a list that does
/// not change. A step that chooses can sleep in some of its ways.
/// </summary>
internal sealed class SleepSet
{
    private readonly Move _move;
    private readonly SleepSet? _rest;

    private SleepSet() { }

    private SleepSet(in Move move, SleepSet rest)
    {
        _move = move;
        _rest = rest;
        Fibers = rest.Fibers | (IsLastWay ? 1u << move.Fiber : 0);
    }

    private bool IsLastWay
    {
        get
        {
            var left = _move.Ways - 1;
            for (var set = _rest!; left > 0 && set._rest is not null; set = set._rest)
            {
                left -= set._move.Fiber == _move.Fiber ? 1 : 0;
            }

            return left == 0;
        }
    }

    public static SleepSet Empty { get; } = new();

    /// <summary>Who sleeps, whichever way its step would go.</summary>
    public uint Fibers { get; }

    /// <summary>The same with one more step.</summary>
    public SleepSet With(in Move move) => new(move, this);

    /// <summary>Those who still sleep when a step was taken: it wakes the ones whose own does not commute with
    /// it.</summary>
    public SleepSet After(in Move step, ReductionRules rules)
    {
        if (_rest is null)
        {
            return this;
        }

        var rest = _rest.After(step, rules);
        return _move.Fiber == step.Fiber
            || rules.AreDependent(_move.Operation, step.Operation, _move.IsVisible && step.IsVisible)
                ? rest
            : ReferenceEquals(rest, _rest) ? this
            : rest.With(_move);
    }

    public bool Contains(int fiber, int choice) =>
        _rest is not null && ((_move.Fiber == fiber && _move.Choice == choice) || _rest.Contains(fiber, choice));

    /// <summary>The first way that a fiber that is not among <see cref="Fibers"/> can go awake.</summary>
    public int FirstAwake(int fiber)
    {
        var choice = 0;
        while (Contains(fiber, choice))
        {
            choice++;
        }

        return choice;
    }

    /// <summary>
    /// True if one of them could begin what the sequence begins: then all that the sequence leads to was explored
    /// before.
    /// </summary>
    public bool Covers(WakeupSequence sequence, PartialOrderRules rules) =>
        _rest is not null && (sequence.CanBeginWith(_move, out _, rules) || _rest.Covers(sequence, rules));
}
