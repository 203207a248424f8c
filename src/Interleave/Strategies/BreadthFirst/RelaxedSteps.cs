using System.Runtime.InteropServices;
using Interleave.Execution.States;
using Interleave.Reduction;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Strategies.BreadthFirst;

/// <summary>The steps of fibers and of memory, where what a fiber did is not seen by all at once.</summary>
/// <param name="execution">The state.</param>
/// <param name="symmetric">True if equal fibers can change places.</param>
/// <param name="persistent">Tells which steps are enough to look at; null if all are to be looked at.</param>
/// <param name="sleepSets">Tells which steps need not be taken again; null if all are to be.</param>
internal struct RelaxedSteps(
    RelaxedExecution execution,
    bool symmetric,
    RelaxedPersistentSteps? persistent = null,
    TsoSleepSets? sleepSets = null
) : IStepSource
{
    private const int WordsOfSets = 2; // of a saved state

    private readonly List<ScheduledStep> _atOnce = [];
    private readonly List<ScheduledStep> _moves = [];
    private readonly List<ScheduledStep> _scratch = [];
    private int[] _state = [];
    private int _length;
    private int _next;
    private bool _isUnderWay;

    // of the state opened last: the processes that sleep, those that were explored, and the one that is
    private uint _sleep;
    private uint _explored;
    private uint _process;

    // of the state at hand: those that sleep, as they are and by rank, and those that are to be explored
    private uint _asleep;
    private uint _ranks;
    private uint _todo = uint.MaxValue;

    public readonly (ulong First, ulong Second) Fingerprint => execution.Fingerprint;

    public readonly string? Bound => execution.Bound;

    public readonly ReadOnlySpan<ScheduledStep> TakenAtOnce => CollectionsMarshal.AsSpan(_atOnce);

    public readonly bool MaySleep => sleepSets is not null;

    public uint Sleep() => _ranks = sleepSets is null ? 0 : sleepSets.ToRanks(ref _asleep);

    public void MeetAgain(uint slept)
    {
        _todo = sleepSets!.FromRanks(slept & ~_ranks);
        _asleep &= sleepSets.FromRanks(slept);
    }

    public void Open(ReadOnlySpan<int> state)
    {
        var todo = uint.MaxValue;
        if (sleepSets is not null)
        {
            (_sleep, todo) = ((uint)state[^WordsOfSets], (uint)state[^1]);
            (_explored, _process) = (0, 0);
            state = state[..^WordsOfSets];
        }

        if (_state.Length < state.Length)
        {
            _state = new int[2 * state.Length];
        }

        state.CopyTo(_state);
        (_length, _next) = (state.Length, 0);
        execution.Restore(state);
        FindMoves();
        if (sleepSets is not null)
        {
            KeepAwake(sleepSets, todo & ~_sleep);
        }
    }

    // What is enough by itself was taken on the way to every state but the first.
    private void FindMoves()
    {
        var fewest = _isUnderWay ? 2 : 1;
        _isUnderWay = true;
        _moves.Clear();
        for (var fiber = 0; fiber < execution.Shown.FiberCount; fiber++)
        {
            if (!symmetric || !HasEqualBefore(fiber))
            {
                var first = _moves.Count;
                execution.AddSteps(fiber, _moves);
                if (persistent is not null && _moves.Count - first >= fewest && persistent.Narrow(fiber, _moves, first))
                {
                    _moves.RemoveRange(0, first);
                    return;
                }
            }
        }
    }

    public readonly bool IsDoubtful => IsAny(static early => early.IsExpecting);

    public readonly void Doubt() => execution.Shown.Locals.Early!.Doubt();

    // What leads nowhere was not taken.
    public bool TakeNext(out TakenStep taken)
    {
        while (TakeAny(out taken))
        {
            if (!IsAny(static early => early.IsImpossible))
            {
                return true;
            }
        }

        return false;
    }

    // True if a fiber that need not take its steps in order is in such a state.
    private readonly bool IsAny(Func<EarlyState, bool> isSuch)
    {
        var locals = execution.Shown.Locals;
        if (locals.Early is not null)
        {
            foreach (var local in execution.Shown.LocalIds)
            {
                if (isSuch(locals[local].Early!))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool TakeAny(out TakenStep taken)
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
        if (sleepSets is not null)
        {
            GoToSleep(sleepSets, step);
        }

        var violation = execution.Step(step, out var result);
        _atOnce.Clear();
        taken = new TakenStep(step, local, result, violation ?? (persistent is null ? null : TakeAtOnce(persistent)));
        WakeMoved();
        return true;
    }

    public readonly bool Show() => execution.Show();

    public readonly bool IsEnd(out bool mayGoOn) => execution.IsEnd(out mayGoOn);

    public readonly void Save(List<int> to)
    {
        execution.Save(to);
        if (sleepSets is not null)
        {
            to.Add((int)_asleep);
            to.Add((int)_todo);
        }
    }

    // Of the steps that were found those of processes that are awake.
    private readonly void KeepAwake(TsoSleepSets sets, uint awake)
    {
        var kept = 0;
        foreach (var move in CollectionsMarshal.AsSpan(_moves))
        {
            if ((sets.ProcessOf(move) & awake) != 0)
            {
                _moves[kept++] = move;
            }
        }

        _moves.RemoveRange(kept, _moves.Count - kept);
    }

    // What sleeps behind a step that is about to be taken: what slept before, or was explored before, and commutes.
    private void GoToSleep(TsoSleepSets sets, ScheduledStep step)
    {
        var process = sets.ProcessOf(step);
        if (process != _process)
        {
            _explored |= _process == 0 ? 0 : sets.EqualTo(_process);
            _process = process;
        }

        (_asleep, _todo) = (sets.After(_sleep | _explored, step), uint.MaxValue);
    }

    private void WakeMoved()
    {
        foreach (var step in CollectionsMarshal.AsSpan(_atOnce))
        {
            _asleep &= ~(
                sleepSets is null ? 0
                : step.IsCommit ? sleepSets.ProcessesOf(step.Fiber)
                : sleepSets.ProcessOf(step)
            );
        }
    }

    // All steps that are enough to look at and can go in one way alone.
    private readonly Violation? TakeAtOnce(RelaxedPersistentSteps persistent)
    {
        for (var isNews = true; isNews; )
        {
            isNews = false;
            for (var fiber = 0; fiber < execution.Shown.FiberCount; fiber++)
            {
                while (IsOneStepEnough(persistent, fiber))
                {
                    if (_atOnce.Count > persistent.Most)
                    {
                        throw new InvalidOperationException("persistent steps go round in a circle");
                    }

                    isNews = true; // who was held up by this fiber may be held up no more
                    _atOnce.Add(_scratch[0]);
                    if (execution.Step(_scratch[0], out _) is { } violation)
                    {
                        return violation;
                    }
                }
            }
        }

        return null;
    }

    // Leaves it in the scratch list.
    private readonly bool IsOneStepEnough(RelaxedPersistentSteps persistent, int fiber)
    {
        if (!persistent.MayBeEnough(fiber))
        {
            return false;
        }

        _scratch.Clear();
        execution.AddSteps(fiber, _scratch);
        return persistent.Narrow(fiber, _scratch, 0) && _scratch.Count == 1;
    }

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
