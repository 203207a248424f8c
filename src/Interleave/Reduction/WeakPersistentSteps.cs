using Interleave.Execution.Weak;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Search;

namespace Interleave.Reduction;

/// <summary>
/// Tells which fibers' next steps, in all the ways that they can go, are enough to look at in a state of a weak memory:
/// nothing that others may do before conflicts with them, no property sees them, and they lead towards the end of their
/// fiber.
/// </summary>
/// <remarks>
/// What <see cref="PersistentSteps"/> is under sequential consistency, and for the same reasons a persistent set. Two
/// things are different. A store or a read-modify-write does not conflict with loads of others, who find the older
/// message just as well afterwards. A full barrier conflicts with those of others; but if it has nothing to tell them,
/// then whoever has it later can do no more than who has it now.
/// </remarks>
internal sealed class WeakPersistentSteps
{
    private readonly ViewExecution _execution;
    private readonly MayAccessSets _mayAccess;
    private readonly CycleProviso _proviso;
    private readonly ReductionRules _rules;
    private readonly bool[] _canBePersistent;
    private readonly int[] _seen;

    /// <summary>Knows which steps are persistent as long as nothing is met that is not known now.</summary>
    /// <param name="execution">Who takes them.</param>
    /// <param name="mayAccess">What fibers may still do.</param>
    /// <param name="visible">What properties look at.</param>
    /// <param name="rules">What it relies on.</param>
    public WeakPersistentSteps(
        ViewExecution execution,
        MayAccessSets mayAccess,
        Footprint visible,
        ReductionRules rules
    )
    {
        (_execution, _mayAccess, _rules) = (execution, mayAccess, rules);
        visible = rules.Visible(visible);
        _proviso = mayAccess.ProvisoOf(execution.Shown.Starts);
        var locals = execution.Shown.Locals;
        _seen = visible.Classify(locals, mayAccess.Known);
        _canBePersistent = new bool[mayAccess.Known];
        foreach (var (from, _, to) in mayAccess.Edges)
        {
            ref readonly var step = ref locals.Operations[from];
            _canBePersistent[from] |=
                Advances(from, to) && !(step.Writes && step.Location >= 0 && visible.HasCell(step.Location));
        }
    }

    /// <summary>How many persistent steps there can be, one after the other.</summary>
    public int Most => _mayAccess.Known * _execution.Shown.FiberCount;

    /// <summary>True if a fiber's moves alone are enough to look at.</summary>
    public bool AreEnough(int fiber, IReadOnlyList<ScheduledStep> moves, int firstMove)
    {
        var from = _execution.Shown.LocalIds[fiber];
        if (
            moves.Count == firstMove
            || from >= _canBePersistent.Length
            || !_canBePersistent[from]
            || _execution.MayMiss(fiber)
            || IsHeldUp(fiber, from)
        )
        {
            return false;
        }

        for (var i = firstMove; i < moves.Count; i++)
        {
            if (_execution.Peek(moves[i]) is var to and >= 0 && !Advances(from, to))
            {
                return false;
            }
        }

        return true;
    }

    // Another fiber may do something before this one's next step that conflicts with it.
    private bool IsHeldUp(int fiber, int local)
    {
        var isFull = _execution.Shown.OperationOf(fiber).IsFullBarrier && _rules.HasNews(_execution, fiber);
        for (var other = 0; other < _execution.Shown.FiberCount; other++)
        {
            var there = _execution.Shown.LocalIds[other];
            if (
                other != fiber
                && (
                    there >= _mayAccess.Known
                    || !Has(_mayAccess.IndependentOf(local), there)
                    || (isFull && !Has(_mayAccess.WithoutBarrierFor(local), there))
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(ulong[] set, int local) => (set[local >> 6] >> (local & 63) & 1) != 0;

    // Towards the end, and to where properties see what they saw.
    private bool Advances(int from, int to) =>
        to < _seen.Length
        && _rules.LooksTheSame(_seen[from], _seen[to])
        && _rules.MayBeAtOnce(_proviso.Holds(from, to));
}
