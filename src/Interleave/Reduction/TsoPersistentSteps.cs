using Interleave.Execution.Tso;
using Interleave.Memory;
using Interleave.Schedules;
using Interleave.Search;

namespace Interleave.Reduction;

/// <summary>
/// Persistent sets under total store order, where a fiber and its store buffer take steps of their own: the oldest
/// store reaching memory, or the fiber's next step in all the ways that it can go.
/// </summary>
/// <remarks>
/// A store that enters its buffer changes nothing for others: it conflicts with their stores to its cell alone, whose
/// order properties would have to know, and with the end of its life. What reaches memory, from a buffer or at once,
/// conflicts with all that others may do to the cell, as under sequential consistency, and so does what reads. What
/// waits in the buffers of others is still to come, whatever locks they have lost meanwhile. Of one fiber the two kinds
/// of steps commute: its loads find its own stores in either place, and what would not commute waits until its buffer
/// is empty, but for the steps that begin sections. When a store reaches memory, properties have seen it already.
/// </remarks>
internal sealed class TsoPersistentSteps : RelaxedPersistentSteps
{
    private const int Announced = -1; // the number of no store in a buffer

    private readonly StoreBufferExecution _execution;
    private readonly StoreBuffers _buffers;
    private readonly MayAccessSets _mayAccess;
    private readonly ReductionRules _rules;
    private readonly List<ulong[]?[]> _independent = []; // of what reaches memory, by its number and the local state
    private readonly HashSet<int> _sections = []; // cells that sections count themselves in

    /// <summary>Knows which steps are persistent as long as nothing is met that is not known now.</summary>
    /// <param name="execution">Who takes the steps.</param>
    /// <param name="candidates">What may be persistent.</param>
    /// <param name="rules">What it relies on.</param>
    public TsoPersistentSteps(StoreBufferExecution execution, PersistentCandidates candidates, ReductionRules rules)
        : base(candidates)
    {
        (_execution, _buffers, _rules) = (execution, execution.Buffers, rules);
        _mayAccess = candidates.MayAccess;
        for (var local = 0; local < _mayAccess.Known; local++)
        {
            ref readonly var step = ref execution.Shown.Locals.Operations[local];
            if (step.Order == MemoryOrder.EnterSection)
            {
                _sections.Add(step.Location);
            }
        }
    }

    /// <inheritdoc/>
    public override int Most => 2 * (Candidates.Most + (StoreBuffers.Capacity * _execution.Shown.FiberCount));

    /// <inheritdoc/>
    public override bool MayBeEnough(int fiber) =>
        _buffers.CountOf(fiber) > 0 || Candidates.Has(_execution.Shown.LocalIds[fiber]);

    /// <inheritdoc/>
    public override bool Narrow(int fiber, List<ScheduledStep> moves, int first)
    {
        if (moves.Count == first)
        {
            return false;
        }

        var own = first + (moves[first].IsCommit ? 1 : 0);
        if (own > first && IsCommitEnough(fiber))
        {
            moves.RemoveRange(own, moves.Count - own);
            return true;
        }

        if (own == moves.Count || !IsStepEnough(fiber, moves, own))
        {
            return false;
        }

        moves.RemoveRange(first, own - first);
        return true;
    }

    private bool IsCommitEnough(int fiber)
    {
        ref readonly var store = ref _buffers.StoreOf(fiber, 0);
        var local = _execution.Shown.LocalIds[fiber];
        return local < _mayAccess.Known
            && !(_sections.Contains(store.Location) && _mayAccess.MayTouch(local, store.Location))
            && !IsHeldUp(fiber, local, store, true, _buffers.NumberOf(fiber, 0));
    }

    private bool IsStepEnough(int fiber, List<ScheduledStep> moves, int own)
    {
        var from = _execution.Shown.LocalIds[fiber];
        ref readonly var step = ref _execution.Shown.OperationOf(fiber);
        var mayEnter = StoreBufferRules.IsBuffered(step);
        if (!Candidates.Has(from) || (!mayEnter && IsHeldUp(fiber, from, step, step.Writes, Announced)))
        {
            return false;
        }

        var enters = false;
        for (var i = own; i < moves.Count; i++)
        {
            var to = _execution.Peek(moves[i], out enters);
            if (to >= 0 && !Candidates.Advances(from, to))
            {
                return false;
            }
        }

        return !(step.Order == MemoryOrder.EnterSection && HasWaiting(fiber, step.Location))
            && !(mayEnter && IsHeldUp(fiber, from, step, !enters, Announced));
    }

    private bool HasWaiting(int fiber, int location)
    {
        for (var i = 0; i < _buffers.CountOf(fiber); i++)
        {
            if (_buffers.StoreOf(fiber, i).Location == location)
            {
                return true;
            }
        }

        return false;
    }

    // Another fiber, or its buffer, may do something before this step that conflicts with it.
    private bool IsHeldUp(int fiber, int local, in HotOperation step, bool isAtMemory, int number)
    {
        isAtMemory = _rules.IsSeen(isAtMemory, number != Announced);
        for (var other = 0; other < _execution.Shown.FiberCount; other++)
        {
            for (var i = 0; other != fiber && i < _buffers.CountOf(other); i++)
            {
                ref readonly var waiting = ref _buffers.StoreOf(other, i);
                if (_rules.WaitsFor(Conflict(waiting, step, isAtMemory)) || _mayAccess.Holds(local, waiting.Location))
                {
                    return true;
                }
            }
        }

        return Candidates.IsHeldUp(
            _execution.Shown,
            fiber,
            isAtMemory ? IndependentAtMemory(local, step, number) : _mayAccess.IndependentOf(local)
        );
    }

    private static bool Conflict(in HotOperation waiting, in HotOperation step, bool isAtMemory) =>
        isAtMemory
            ? HotOperation.Conflict(waiting, step)
            : waiting.Location == step.Location || waiting.Location == step.Lifetime;

    private ulong[] IndependentAtMemory(int local, in HotOperation store, int number)
    {
        while (_independent.Count <= number - Announced)
        {
            _independent.Add(new ulong[]?[_mayAccess.Known]);
        }

        return _independent[number - Announced][local] ??= _mayAccess.IndependentAtMemory(store, local);
    }
}
