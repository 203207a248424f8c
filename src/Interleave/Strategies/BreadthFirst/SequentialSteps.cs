using Interleave.Execution.States;
using Interleave.Schedules;

namespace Interleave.Strategies.BreadthFirst;

/// <summary>The steps of an <see cref="SequentialExecution"/>; of fibers in equal local states, those of the first if
/// they can change places.</summary>
internal struct SequentialSteps(SequentialExecution execution, bool symmetric) : IStepSource
{
    private StepUndo _undo;
    private bool _isTaken;
    private int _fiber;
    private int _choice;
    private int _choices;

    public readonly (ulong First, ulong Second) Fingerprint => execution.Fingerprint;

    public readonly string? Bound => null;

    public readonly bool IsDoubtful => false;

    public readonly void Doubt() { }

    public readonly ReadOnlySpan<ScheduledStep> TakenAtOnce => [];

    public readonly bool MaySleep => false;

    public readonly uint Sleep() => 0;

    public readonly void MeetAgain(uint slept) { }

    public void Open(ReadOnlySpan<int> state)
    {
        execution.Restore(state);
        (_isTaken, _fiber, _choice, _choices) = (false, -1, 0, 0);
    }

    public bool TakeNext(out TakenStep taken)
    {
        if (_isTaken)
        {
            execution.Undo(_undo);
        }

        _isTaken = _choice < _choices || GoToNextFiber();
        if (!_isTaken)
        {
            taken = default;
            return false;
        }

        var step = new ScheduledStep(_fiber, _choice++);
        var violation = execution.Step(_fiber, step.Choice, out _undo, out var result);
        taken = new TakenStep(step, _undo.Local, result, violation);
        return true;
    }

    public readonly bool Show() => true;

    public readonly bool IsEnd(out bool mayGoOn)
    {
        mayGoOn = execution.Enabled() != 0;
        return !mayGoOn;
    }

    public readonly void Save(List<int> to) => execution.Save(to);

    private bool GoToNextFiber()
    {
        do
        {
            if (++_fiber == execution.FiberCount)
            {
                _fiber--;
                return false;
            }
        } while (!execution.IsEnabled(_fiber) || (symmetric && execution.HasEqualBefore(_fiber)));
        (_choice, _choices) = (0, execution.Choices(_fiber));
        return true;
    }
}
