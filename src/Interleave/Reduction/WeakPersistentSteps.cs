using Interleave.Execution.Weak;
using Interleave.Schedules;
using Interleave.Search;

namespace Interleave.Reduction;

/// <summary>Persistent sets on the weak memory: a fiber's next step, in all the ways that it can go.</summary>
/// <remarks>
/// What <see cref="PersistentSteps"/> is under sequential consistency, and for the same reasons a persistent set. Two things
/// are different. A store or a read-modify-write does not conflict with loads of others, who find the older message
/// just as well afterwards. A full barrier conflicts with those of others; but if it has nothing to tell them, then
/// whoever has it later can do no more than who has it now.
/// </remarks>
/// <param name="execution">Who takes the steps.</param>
/// <param name="candidates">What may be persistent.</param>
/// <param name="rules">What it relies on.</param>
internal sealed class WeakPersistentSteps(
    ViewExecution execution,
    PersistentCandidates candidates,
    ReductionRules rules
) : RelaxedPersistentSteps(candidates)
{
    private readonly ViewExecution _execution = execution;
    private readonly MayAccessSets _mayAccess = candidates.MayAccess;

    /// <inheritdoc/>
    public override bool MayBeEnough(int fiber)
    {
        var from = _execution.Shown.LocalIds[fiber];
        return Candidates.Has(from) && !_execution.MayMiss(fiber) && !IsHeldUp(fiber, from);
    }

    /// <inheritdoc/>
    public override bool Narrow(int fiber, List<ScheduledStep> moves, int first)
    {
        var from = _execution.Shown.LocalIds[fiber];
        if (moves.Count == first || !MayBeEnough(fiber))
        {
            return false;
        }

        for (var i = first; i < moves.Count; i++)
        {
            if (_execution.Peek(moves[i]) is var to and >= 0 && !Candidates.Advances(from, to))
            {
                return false;
            }
        }

        return true;
    }

    // Another fiber may do something before this one's next step that conflicts with it.
    private bool IsHeldUp(int fiber, int local) =>
        Candidates.IsHeldUp(_execution.Shown, fiber, _mayAccess.IndependentOf(local))
        || (
            _execution.Shown.OperationOf(fiber).IsFullBarrier
            && rules.HasNews(_execution, fiber)
            && Candidates.IsHeldUp(_execution.Shown, fiber, _mayAccess.WithoutBarrierFor(local))
        );
}
