using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Reduction;

/// <summary>
/// Takes at once the steps that nothing can come in the way of: no other fiber can do anything before them that they
/// conflict with, no property sees them, and they lead towards the end of their fiber. What is left to choose between
/// are the other steps, and a state is only what no such step is left in.
/// </summary>
/// <remarks>
/// <para>Such a step alone is a persistent set (Godefroid, LNCS 1032, definition 4.1) that is invisible, and with it no
/// way can go round in a circle, so the properties, the violations and the ends of the program are the same without all
/// else that could be done in its state. Where a lock keeps others from the cell it is what Lipton calls a mover (Comm.
/// ACM 18(12), 1975): with the step that takes the lock a critical section becomes one step.</para>
/// <para>Persistent steps of different fibers commute with each other and with all that others may do, and others can
/// only lose what they may do, so persistent they stay: whichever is taken first, the same state comes out. So sleep
/// sets see ordinary steps between such states, and a fiber that was moved sleeps no more.</para>
/// </remarks>
internal sealed class PersistentSteps
{
    private readonly SequentialExecution _execution;
    private readonly PersistentCandidates _candidates;
    private readonly ReductionRules _rules;
    private readonly SearchRun _run;
    private StepUndo[] _taken = new StepUndo[256];

    /// <summary>Knows which steps are persistent as long as nothing is met that is not known now.</summary>
    /// <param name="run">Whose execution takes them.</param>
    /// <param name="candidates">What may be persistent.</param>
    /// <param name="rules">What it relies on.</param>
    public PersistentSteps(SearchRun run, PersistentCandidates candidates, ReductionRules rules) =>
        (_run, _execution, _candidates, _rules) = (run, run.Execution, candidates, rules);

    /// <summary>False once something was met that was not known.</summary>
    public bool KnowsAll => _rules.IsBelieved(_candidates.MayAccess.IsComplete);

    /// <summary>How many steps were taken and not taken back.</summary>
    public int Count { get; private set; }

    /// <summary>Whose the step of that number was.</summary>
    public int FiberOf(int number) => _taken[number].Fiber;

    /// <summary>Takes all persistent steps.</summary>
    /// <param name="moved">The fibers that it moves, as a bit set.</param>
    /// <returns>The violation that the last of them is, if it is one.</returns>
    public Violation? Take(out uint moved)
    {
        moved = 0;
        var before = Count;
        for (var isNews = true; isNews; )
        {
            isNews = false;
            for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
            {
                while (TryTake(fiber, out var violation))
                {
                    if (Count - before > _candidates.Most)
                    {
                        throw new InvalidOperationException("persistent steps go round in a circle");
                    }

                    moved |= 1u << fiber;
                    isNews = true; // who was held up by this fiber may be held up no more
                    if (violation is not null)
                    {
                        return violation;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Takes back all but the first <paramref name="count"/>.</summary>
    public void TakeBack(int count)
    {
        while (Count > count)
        {
            _execution.Undo(_taken[--Count]);
        }
    }

    private bool TryTake(int fiber, out Violation? violation)
    {
        violation = null;
        var from = _execution.LocalIds[fiber];
        if (
            !_candidates.Has(from)
            || !_execution.IsEnabled(fiber)
            || _execution.OperationOf(fiber).Kind == OperationKind.Choose
            || _candidates.IsHeldUp(_execution, fiber, _candidates.MayAccess.IndependentOf(from))
        )
        {
            return false;
        }

        violation = _execution.Step(fiber, 0, out var undo, out var result);
        if (violation is null && !_candidates.Advances(from, _execution.LocalIds[fiber]))
        {
            _execution.Undo(undo);
            return false;
        }

        _run.Audit(undo, result);
        if (Count == _taken.Length)
        {
            Array.Resize(ref _taken, Count * 2);
        }

        _taken[Count++] = undo;
        return true;
    }
}
