using Interleave.Traces;

namespace Interleave.Search.Relaxed;

/// <summary>The steps of fibers and of memory, where what a fiber did is not seen by all at once.</summary>
internal struct RelaxedSteps(RelaxedExecution execution, bool symmetric) : IStepSource
{
    private readonly List<ScheduledStep> _moves = [];
    private readonly List<ScheduledStep> _scratch = [];
    private int[] _state = [];
    private int _length;
    private int _next;

    public readonly (ulong First, ulong Second) Fingerprint => execution.Fingerprint();

    public readonly string? Bound => execution.WasBounded ? execution.Bound : null;

    public void Open(ReadOnlySpan<int> state)
    {
        if (_state.Length < state.Length)
        {
            _state = new int[2 * state.Length];
        }

        state.CopyTo(_state);
        (_length, _next) = (state.Length, 0);
        execution.Restore(state);
        _moves.Clear();
        for (var fiber = 0; fiber < execution.Shown.FiberCount; fiber++)
        {
            if (!symmetric || !HasEqualBefore(fiber))
            {
                execution.AddMoves(fiber, _moves);
            }
        }
    }

    public bool TakeNext(out TakenStep taken)
    {
        if (_next == _moves.Count)
        {
            taken = default;
            return false;
        }

        if (_next > 0)
        {
            execution.Restore(_state.AsSpan(0, _length));
        }

        var step = _moves[_next++];
        var local = execution.Shown.LocalIds[step.Fiber];
        var violation = execution.Take(step, out var effect);
        taken = new TakenStep(step, local, effect.Result, violation);
        return true;
    }

    public readonly bool Show() => execution.Show();

    public readonly bool IsEnd()
    {
        var isEnd = execution.IsEnd(_scratch);
        if (isEnd)
        {
            execution.Show(); // looking for steps has used memory as scratch paper
        }

        return isEnd;
    }

    public readonly void Save(List<int> to) => execution.Save(to);

    private readonly bool HasEqualBefore(int fiber)
    {
        for (var other = 0; other < fiber; other++)
        {
            if (execution.AreEqual(other, fiber))
            {
                return true;
            }
        }

        return false;
    }
}
