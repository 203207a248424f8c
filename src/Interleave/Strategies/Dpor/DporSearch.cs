using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Search;

namespace Interleave.Strategies.Dpor;

/// <summary>
/// The loop that both forms of dynamic partial-order reduction share: it keeps no states, and explores, for each way to
/// order the steps that do not commute, one execution. What a form adds is what is to be explored from a state, and
/// what a race adds to that. For programs whose executions all end: one that comes back to a state is cut there, and
/// the verdict says so.
/// </summary>
/// <remarks>
/// Three things that the programs of Abdulla, Aronis, Jonsson and Sagonas (Source Sets: A Foundation for Optimal
/// Dynamic Partial Order Reduction, J. ACM 64(4), 2017) do not have:
/// <list type="bullet">
/// <item>Steps that wait. <see cref="Trail.RacesOf"/> says which races they are in; at the end of an execution, and of
/// one that is given up, those who still wait are asked for theirs.</item>
/// <item>Violations. An execution goes on behind one, without the fiber that did it and without further checks, because
/// what the other fibers have yet to do may race with what they did.</item>
/// <item>Properties of states. Steps that change what they look at are never reordered, and neither are violations;
/// what they look at is learnt (<see cref="WatchedProperties"/>), and the search is refined when it grows
/// (<see cref="Refinement"/>).</item>
/// </list>
/// </remarks>
internal abstract class DporSearch
{
    private readonly SearchRun _run;
    private readonly WatchedProperties _properties;
    private Level[] _levels = new Level[64];
    private int _depth = -1;
    private long _redundant;

    protected DporSearch(ConcurrentProgram program, SearchOptions options, Footprint footprint)
    {
        Options = options;
        _run = new SearchRun(program, options, false);
        Execution = _run.Execution;
        _properties = new WatchedProperties(_run, footprint, options.Rules.PartialOrder);
        Trail = new Trail(Execution.FiberCount);
    }

    protected SearchOptions Options { get; }

    protected SequentialExecution Execution { get; }

    protected Trail Trail { get; }

    /// <summary>Explores every order of steps that do not commute, until a property looks at something new, or a bound
    /// is met.</summary>
    /// <param name="name">The strategy's name.</param>
    public Verdict Run(string name)
    {
        Explore();
        return _run.Finish(name, 0) with
        {
            Notes =
            [
                $"{Quantity.Of(_redundant, "execution was", "executions were")} given up as repetitions of others",
            ],
            RedundantExecutions = _redundant,
        };
    }

    /// <summary>Arrives at a state from which something is to be explored.</summary>
    /// <param name="depth">How many steps lead there.</param>
    /// <param name="awake">Who can take a step and does not sleep; not empty.</param>
    protected abstract void Arrive(int depth, uint awake);

    /// <summary>Chooses the next step to explore from a state; false if there is none left.</summary>
    protected abstract bool NextMove(int depth, ref Level level);

    /// <summary>A step was just taken.</summary>
    protected virtual void OnStep(in Move move) { }

    /// <summary>The execution is not taken further.</summary>
    protected virtual void OnEnd() { }

    /// <summary>Sees to it that the race between a step and one that was taken before it goes the other way,
    /// too.</summary>
    /// <param name="index">The former in the trail.</param>
    /// <param name="move">The latter.</param>
    /// <param name="end">Where the latter was taken; the end of the trail if it waits there.</param>
    protected abstract void Reverse(int index, in Move move, int end);

    protected void ReverseRaces(in Move move, int end)
    {
        foreach (var index in Trail.RacesOf(move, end, Execution.Memory))
        {
            Reverse(index, move, end);
        }
    }

    /// <summary>The state that a step of the trail was taken in.</summary>
    protected ref Level LevelAt(int index) => ref _levels[index];

    /// <summary>True if a step would be visible where the race between it and an earlier one goes the other
    /// way.</summary>
    /// <param name="index">The earlier one in the trail.</param>
    /// <param name="move">The step.</param>
    /// <param name="end">Where it was taken; the end of the trail if it waits there.</param>
    protected bool IsVisibleBefore(int index, in Move move, int end) =>
        _properties.CanSeeBefore(Trail, index, move, end);

    private void Explore()
    {
        if (_properties.Check() is { } violation)
        {
            _run.Executions++;
            _run.Report(violation, SchedulePath, false);
            return;
        }

        Enter(SleepSet.Empty, default);
        while (_depth >= 0 && !_properties.HaveLearnt)
        {
            ref var level = ref _levels[_depth];
            if (Trail.Count > _depth)
            {
                level.Sleep = level.Sleep.With(Trail[_depth].Move);
                Execution.Undo(Trail.Pop());
            }

            if (!NextMove(_depth, ref level))
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

    private void Take(ref Level level)
    {
        var fiber = level.Fiber;
        var operation = Execution.OperationOf(fiber);
        var violation = Execution.Step(fiber, level.Choice, out var undo, out var result);
        _run.Transitions++;
        var move = new Move(fiber, level.Choice, operation, _properties.CanSee(violation, undo));
        Trail.Push(undo, move);
        _run.MaxDepth = Math.Max(_run.MaxDepth, Trail.Count);
        if (violation is null)
        {
            _run.Audit(undo, result);
        }

        var next = level with { Stopped = level.Stopped | (violation is null ? 0 : 1u << fiber) };
        if (!level.HasFailed && (violation ?? _properties.Check()) is { } found)
        {
            next.HasFailed = true;
            _run.Report(found, SchedulePath, false);
        }

        OnStep(move);
        Enter(level.Sleep.After(move, Options.Rules.Reduction), next);
    }

    // Arrives at the execution's state, and looks whether anything is to be explored from it.
    private void Enter(SleepSet sleep, Level before)
    {
        var enabled = Execution.Enabled() & ~before.Stopped;
        if (enabled == 0)
        {
            End(before);
        }
        else if ((enabled & ~sleep.Fibers) == 0)
        {
            _redundant++;
            _run.States++;
            LookBack(before.Stopped);
        }
        else if (HasBeenHere(before.Stopped))
        {
            Cut(before.Stopped, "executions were cut where they came back to a state they had been in");
        }
        else if (Trail.Count >= Options.Bounds.MaxDepth)
        {
            Cut(before.Stopped, $"executions were cut at {Quantity.Of(Options.Bounds.MaxDepth, "step")}");
        }
        else
        {
            if (++_depth == _levels.Length)
            {
                Array.Resize(ref _levels, _depth * 2);
            }

            _levels[_depth] = before with { Fiber = -1, Sleep = sleep };
            Arrive(_depth, enabled & ~sleep.Fibers);
        }
    }

    private void Cut(uint stopped, string why)
    {
        _run.States++;
        _run.LeaveOut(why);
        LookBack(stopped);
    }

    // Whoever waits here may have been able to go on before, whether or not others can.
    private void LookBack(uint stopped)
    {
        OnEnd();
        var left = Options.Rules.PartialOrder.MayHaveGoneOn(~stopped);
        for (var fiber = 0; fiber < Execution.FiberCount; fiber++)
        {
            if (
                (left & (1u << fiber)) != 0
                && Execution.OperationOf(fiber) is { IsGuarded: true } operation
                && !Execution.IsOpen(operation)
            )
            {
                ReverseRaces(new Move(fiber, 0, operation, false), Trail.Count);
            }
        }
    }

    // A step that is a violation changes nothing but who is stopped.
    private bool HasBeenHere(uint stopped)
    {
        for (var i = 0; i < Trail.Count; i++)
        {
            if (Trail.StateBefore(i) == Execution.First && _levels[i].Stopped == stopped)
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

        LookBack(state.Stopped);
    }

    private Schedule SchedulePath() =>
        new([
            .. Enumerable
                .Range(0, Trail.Count)
                .Select(i => new ScheduledStep(Trail[i].Move.Fiber, Trail[i].Move.Choice)),
        ]);
}

/// <summary>A state of the execution at hand, and the step that is being explored from it.</summary>
internal struct Level
{
    /// <summary>What need not be explored from here.</summary>
    public SleepSet Sleep;

    /// <summary>Fibers that have violated something.</summary>
    public uint Stopped;

    /// <summary>True if something was violated before.</summary>
    public bool HasFailed;

    /// <summary>Whose step is being explored; -1 before the first.</summary>
    public int Fiber;

    /// <summary>Which way it goes.</summary>
    public int Choice;
}
