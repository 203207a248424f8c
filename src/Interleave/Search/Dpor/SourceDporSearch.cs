using System.Globalization;
using System.Numerics;
using Interleave.Routines;
using Interleave.Traces;

namespace Interleave.Search.Dpor;

/// <summary>
/// One execution, or few, for each way to order the steps that do not commute: dynamic partial-order reduction with source
/// sets and sleep sets (Abdulla, Aronis, Jonsson and Sagonas, Optimal Dynamic Partial Order Reduction, POPL 2014). Keeps no
/// states. For programs whose executions all end: one that comes back to a state is cut there, and the verdict says so.
/// </summary>
/// <remarks>
/// Three things that the paper's programs do not have:
/// <list type="bullet">
/// <item>Steps that wait. <see cref="Trail.RacesOf"/> says which races they are in; at the end of an execution those who
/// still wait are asked for theirs.</item>
/// <item>Violations. An execution goes on behind one, without the fiber that did it and without further checks, because what
/// the other fibers have yet to do may race with what they did.</item>
/// <item>Properties of states. Steps that change what they look at are never reordered, and neither are violations; what
/// they look at is learnt (<see cref="Footprint"/>), and the search begins anew when it grows.</item>
/// </list>
/// </remarks>
internal sealed class SourceDporSearch
{
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly Execution _execution;
    private readonly Footprint _footprint;
    private readonly Trail _trail;
    private Level[] _levels = new Level[64];
    private int _depth = -1;
    private long _redundant;

    private SourceDporSearch(ConcurrentProgram program, SearchOptions options, Footprint footprint)
    {
        _options = options;
        _run = new SearchRun(program, options, false);
        _execution = _run.Execution;
        _footprint = footprint;
        _trail = new Trail(_execution.FiberCount);
    }

    /// <summary>Explores every order of steps that do not commute, or as many as the bounds allow.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options)
    {
        var (footprint, elapsed, cpu) = (new Footprint(), TimeSpan.Zero, TimeSpan.Zero);
        while (true)
        {
            var size = footprint.Size;
            var search = new SourceDporSearch(
                program, options with { Bounds = options.Bounds.After(elapsed) }, footprint);
            search.Run();
            var verdict = search._run.Finish("source-DPOR", 0) with
            {
                Notes = [string.Create(CultureInfo.InvariantCulture, $"{search._redundant:N0} executions were given up as repetitions of others")],
                RedundantExecutions = search._redundant,
            };
            elapsed += verdict.Elapsed;
            cpu += verdict.CpuTime;
            if (footprint.Size == size || !verdict.Complete)
            {
                return verdict with { Elapsed = elapsed, CpuTime = cpu };
            }

            footprint = footprint.Copy();
        }
    }

    private bool HasLearnt => _footprint.Size > _sizeAtStart;

    private int _sizeAtStart;

    private void Run()
    {
        _sizeAtStart = _footprint.Size;
        if (Check() is { } violation)
        {
            _run.Executions++;
            _run.Report(violation, SchedulePath, false);
            return;
        }

        Enter(0, default);
        while (_depth >= 0 && !HasLearnt)
        {
            if (_trail.Count > _depth)
            {
                _execution.Undo(_trail.Pop());
            }

            ref var level = ref _levels[_depth];
            if (!NextMove(ref level))
            {
                _depth--;
            }
            else if (_run.MustStop(_depth, 0, 0))
            {
                break;
            }
            else
            {
                Take(ref level);
            }
        }
    }

    private bool NextMove(ref Level level)
    {
        if (level.Fiber >= 0)
        {
            if (++level.Choice < level.Choices)
            {
                return true;
            }

            level.Sleep |= 1u << level.Fiber;
            level.Visible |= level.IsVisible ? 1u << level.Fiber : 0;
        }

        var todo = level.Todo & ~level.Sleep;
        if (todo == 0)
        {
            return false;
        }

        level.Fiber = BitOperations.TrailingZeroCount(todo);
        level.Choice = 0;
        level.Choices = _execution.Choices(level.Fiber);
        level.IsVisible = false;
        return true;
    }

    private void Take(ref Level level)
    {
        var fiber = level.Fiber;
        var operation = _execution.OperationOf(fiber);
        var violation = _execution.Step(fiber, level.Choice, out var undo, out var result);
        _run.Transitions++;
        var isVisible = violation is not null
            || (_options.Fault != DeliberateFault.OverlookProperties && _footprint.IsChangedBy(_execution, undo));
        _trail.Push(undo, operation, level.Choice, isVisible);
        _run.MaxDepth = Math.Max(_run.MaxDepth, _trail.Count);
        level.IsVisible |= isVisible;
        if (violation is null)
        {
            _run.Audit(undo, result);
        }

        var next = level with { Stopped = level.Stopped | (violation is null ? 0 : 1u << fiber) };
        if (!level.HasFailed && (violation ?? Check()) is { } found)
        {
            next.HasFailed = true;
            _run.Report(found, SchedulePath, false);
        }

        ReverseRaces(fiber, operation, isVisible, _depth);
        Enter(StillAsleep(level, operation, isVisible), next);
    }

    // Arrives at the execution's state, and pushes what is to be explored from it.
    private void Enter(uint sleep, Level before)
    {
        var enabled = _execution.Enabled() & ~before.Stopped;
        if (enabled == 0)
        {
            End(before);
        }
        else if ((enabled & ~sleep) == 0)
        {
            _redundant++;
            _run.States++;
        }
        else if (HasBeenHere(before.Stopped))
        {
            _run.States++;
            _run.LeaveOut("executions were cut where they came back to a state they had been in");
        }
        else if (_trail.Count >= _options.Bounds.MaxDepth)
        {
            _run.LeaveOut($"executions were cut at {_options.Bounds.MaxDepth:N0} steps");
        }
        else
        {
            if (++_depth == _levels.Length)
            {
                Array.Resize(ref _levels, _depth * 2);
            }

            _levels[_depth] = before with
            {
                Fiber = -1,
                Sleep = sleep,
                Visible = before.Visible & sleep,
                Todo = 1u << BitOperations.TrailingZeroCount(enabled & ~sleep),
            };
        }
    }

    // A step that is a violation changes nothing but who is stopped.
    private bool HasBeenHere(uint stopped)
    {
        for (var i = 0; i < _trail.Count; i++)
        {
            if (_trail.StateBefore(i) == _execution.First && _levels[i].Stopped == stopped)
            {
                return true;
            }
        }

        return false;
    }

    private void End(Level state)
    {
        _run.Executions++;
        _run.States++; // bounds count executions here
        if (!state.HasFailed)
        {
            _run.ReportEnd(SchedulePath, false);
        }

        if (_options.Fault == DeliberateFault.OverlookWhoWaits)
        {
            return;
        }

        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            ref readonly var operation = ref _execution.OperationOf(fiber);
            if (operation.IsGuarded && (state.Stopped & (1u << fiber)) == 0)
            {
                ReverseRaces(fiber, operation, false, _trail.Count);
            }
        }
    }

    // Sees to it that each race that this step is in is taken the other way, too.
    private void ReverseRaces(int fiber, in HotOperation operation, bool isVisible, int end)
    {
        foreach (var index in _trail.RacesOf(fiber, operation, isVisible, end, _execution.Memory))
        {
            ref var level = ref _levels[index];
            var initials = _trail.Initials(index, fiber, operation, isVisible, end);
            if (((level.Todo | level.Sleep) & initials) == 0
                && (_options.Fault != DeliberateFault.TakeTwoAtMost || BitOperations.PopCount(level.Todo) < 2))
            {
                var own = 1u << fiber;
                level.Todo |= (initials & own) != 0 ? own : 1u << BitOperations.TrailingZeroCount(initials);
            }
        }
    }

    // A sleeping fiber wakes when a step is taken that its own does not commute with.
    private uint StillAsleep(Level level, in HotOperation step, bool isVisible)
    {
        var asleep = 0u;
        for (var rest = level.Sleep; rest != 0; rest &= rest - 1)
        {
            var fiber = BitOperations.TrailingZeroCount(rest);
            var conflicts = (isVisible && (level.Visible & (1u << fiber)) != 0)
                || HotOperation.Conflict(step, _execution.OperationOf(fiber));
            asleep |= !conflicts || _options.Fault == DeliberateFault.SleepThroughConflicts ? 1u << fiber : 0;
        }

        return asleep;
    }

    private Violation? Check()
    {
        _execution.Footprint = _footprint;
        var violation = _run.Monitor.CheckState();
        _execution.Footprint = null;
        return violation;
    }

    private Schedule SchedulePath() =>
        new([.. Enumerable.Range(0, _trail.Count).Select(i => new ScheduledStep(_trail[i].Fiber, _trail[i].Choice))]);

    // A state of the execution, and what is to be explored from it.
    private struct Level
    {
        public uint Todo;
        public uint Sleep;
        public uint Visible; // of those asleep, who takes a step that properties can see
        public uint Stopped; // fibers that have violated something
        public bool HasFailed;
        public int Fiber;
        public int Choice;
        public int Choices;
        public bool IsVisible;
    }
}
