using System.Numerics;
using Interleave.Routines;
using Interleave.Search.Eager;
using Interleave.Traces;

namespace Interleave.Search;

/// <summary>
/// One thread of <see cref="StateSpaceSearch"/>: depth-first search from the work that it is given, over visited states that
/// all threads share.
/// </summary>
/// <remarks>
/// <para>A fiber's future depends on its local state and the memory alone, and no memory holds a fiber's number, so any two
/// fibers in equal local states can change places: equal fingerprint sums stand for the whole class, and of equal fibers
/// only one is explored. A sleep set kept for a class is written down in the order of local states, so that it means
/// the same whichever member of the class is met; equal fibers sleep together, because what one would reach the other
/// reaches in a permuted copy.</para>
/// <para>Sleep sets are sound whichever thread explores what, and when. Take a way to a state that is pruned at some point,
/// where a step sleeps in every visit. Going back along the way there is a state at which that step was explored from a
/// sibling, before the next step of the way in one visit, or in a later visit; it commutes with all steps between, so that
/// moving it there gives a way of the same length to the same state. Order the steps of a state by visits, the latest
/// first, and within a visit as they are explored: the new way is smaller than the old one, and there are finitely many of
/// that length. So one way to each state is explored whole. It takes that a state's visits come one after the other, and
/// that each gets the fibers that none before it had, which <see cref="VisitedTable"/> sees to.</para>
/// </remarks>
internal sealed class DepthFirstWorker
{
    private const int PrefetchFrom = 1 << 15;
    private const int LookAfter = 0x3F; // steps after which a thread that shares looks at what all have together
    private const int LookAtClockAfter = 0xFFF;

    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly Execution _execution;
    private readonly FiberClasses _classes;
    private readonly VisitedTable _visited;
    private Level[] _stack = new Level[1024];
    private int _depth = -1;
    private int _firstOpen;
    private int _steps;
    private WorkPool? _pool;
    private int _number;
    private readonly EagerSteps? _eager;

    /// <summary>A worker with nothing to do yet.</summary>
    /// <param name="options">How to search.</param>
    /// <param name="run">What it keeps; its execution is in the first state.</param>
    /// <param name="visited">The states that all have visited.</param>
    /// <param name="eager">What is taken at once in each state; null for nothing.</param>
    public DepthFirstWorker(SearchOptions options, SearchRun run, VisitedTable visited, EagerSteps? eager = null)
    {
        _eager = eager;
        _options = options;
        _run = run;
        _execution = run.Execution;
        _classes = new FiberClasses(_execution);
        _visited = visited;
    }

    /// <summary>True if nothing is left on the stack.</summary>
    public bool IsDone => _depth < 0;

    public long StackBytes => (long)_stack.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<Level>();

    /// <summary>Forgets what is on the stack, which is the first state at most.</summary>
    public void Clear() => _depth = -1;

    /// <summary>Begins with the first state.</summary>
    public void Begin() => Arrive(0);

    /// <summary>Leaves everything as it is, and goes back to the first state.</summary>
    public void Abandon()
    {
        for (; _depth >= 0; _depth--)
        {
            ComeBack(ref _stack[_depth]);
        }

        _eager?.TakeBack(0);
    }

    /// <summary>Goes on with what is on the stack, alone, to the end or until there are that many states.</summary>
    /// <returns>False if it had to stop.</returns>
    public bool Run(long until)
    {
        while (_depth >= 0 && _visited.Count < until)
        {
            if (Advance())
            {
                if (MustStop(_visited.Count))
                {
                    TakeBack();
                    return false;
                }

                Explore(ref _stack[_depth]);
            }
        }

        return true;
    }

    /// <summary>One of several threads: goes on with its stack, then with what others hand over, until all have nothing.</summary>
    public void Run(WorkPool pool, int number)
    {
        (_pool, _number) = (pool, number);
        while (_depth >= 0 || Take(pool))
        {
            while (_depth >= 0 && pool.Signal != WorkSignal.Stop)
            {
                if (Advance())
                {
                    if ((++_steps & LookAfter) == 0
                        && (MustStop(_visited.Count) || _eager is { KnowsAll: false }
                            || ((_steps & LookAtClockAfter) == 0 && _run.MustStopNow(_depth, 0))))
                    {
                        TakeBack();
                        pool.Stop();
                        break;
                    }

                    Explore(ref _stack[_depth]);
                }

                if (pool.Signal == WorkSignal.Hungry)
                {
                    HandOver(pool);
                }
            }

            if (pool.Signal == WorkSignal.Stop)
            {
                break;
            }
        }

        _pool = null;
    }

    /// <summary>What is on the stack, for another thread or another process; null if nothing is.</summary>
    public OpenWork? Save() => _depth < 0 ? null : new OpenWork(
    [
        .. _stack[..(_depth + 1)].Select(static level => new OpenLevel(
            level.Fiber, level.Choice, level.Choices, level.Todo, level.Sleep, level.Explored)),
    ]);

    /// <summary>Puts on the empty stack what <see cref="Save"/> gave, and takes the steps that lead there.</summary>
    public void Restore(OpenWork work)
    {
        if (_eager is { Count: 0 })
        {
            _eager.Take(out _); // another thread began
        }

        for (var i = 0; i < work.Levels.Length; i++)
        {
            var open = work.Levels[i];
            ref var level = ref Push();
            level = new Level
            {
                Fiber = open.Fiber,
                Choice = open.Choice,
                Choices = open.Choices,
                Todo = open.Todo,
                Sleep = open.Sleep,
                Explored = open.Explored,
            };
            if (i < work.Levels.Length - 1)
            {
                level.Eager = _eager?.Count ?? 0;
                _execution.Step(level.Fiber, level.Choice, out level.Undo, out _);
                _eager?.Take(out _);
                level.IsMoved = true;
            }
        }

        _firstOpen = 0;
    }

    /// <summary>
    /// Explores one step further: what <paramref name="work"/> leads to, each with what is to be explored from there. The
    /// stack is empty before and afterwards.
    /// </summary>
    public IEnumerable<OpenWork> Expand(OpenWork work)
    {
        Restore(work);
        for (var depth = _depth; _depth >= 0;)
        {
            if (!Advance())
            {
                continue;
            }

            Explore(ref _stack[_depth]);
            if (_depth > depth)
            {
                ref var level = ref _stack[_depth];
                yield return OnTheWay(_depth, new OpenLevel(-1, 0, 0, level.Todo, level.Sleep, 0));
                _depth--;
            }
        }
    }

    private OpenWork OnTheWay(int depth, OpenLevel last) =>
        new([.. _stack[..depth].Select(static level => OpenLevel.Taken(level.Fiber, level.Choice)), last]);

    private bool Take(WorkPool pool)
    {
        if (pool.Take() is not { } work)
        {
            return false;
        }

        Restore(work);
        return true;
    }

    // Comes back from what was explored; false if there is nothing more at this depth.
    private bool Advance()
    {
        ref var level = ref _stack[_depth];
        ComeBack(ref level);
        if (NextMove(ref level))
        {
            return true;
        }

        _depth--;
        _firstOpen = Math.Min(_firstOpen, Math.Max(_depth, 0));
        return false;
    }

    private void ComeBack(ref Level level)
    {
        if (level.IsMoved)
        {
            _eager?.TakeBack(level.Eager);
            _execution.Undo(level.Undo);
            level.IsMoved = false;
        }
    }

    // The move that Advance chose is not made yet, and what is kept of the stack has to have it still to make.
    private void TakeBack()
    {
        ref var level = ref _stack[_depth];
        if (level.Choices == 0)
        {
            level.Todo |= 1u << level.Fiber;
        }
        else
        {
            level.Choice--;
        }
    }

    private bool MustStop(long states)
    {
        _run.States = states;
        if (_run.MustStop(_depth, 0, _visited.Bytes + StackBytes))
        {
            return true;
        }

        if (_visited.Full is { } why)
        {
            _run.LeaveOut(why);
            return true;
        }

        return (_options.SleepSets || _eager is not null) && _run.Found > 0; // then all is searched again
    }

    // Gives away what is still to do at the least depth at which there is something: most lies behind that. The fiber that is
    // being explored there sleeps in what is given away, as it would if this thread came to it.
    private void HandOver(WorkPool pool)
    {
        while (_firstOpen < _depth && _stack[_firstOpen].Todo == 0)
        {
            _firstOpen++;
        }

        if (_firstOpen >= _depth) // what is on top is better done here
        {
            return;
        }

        ref var level = ref _stack[_firstOpen];
        var given = new OpenLevel(-1, 0, 0, level.Todo, level.Sleep | level.Explored, 0);
        level.Todo = 0;
        pool.Give(OnTheWay(_firstOpen, given));
    }

    private static bool NextMove(ref Level level)
    {
        if (level.Fiber >= 0 && level.Choice + 1 < level.Choices)
        {
            level.Choice++;
            return true;
        }

        level.Sleep |= level.Explored;
        if (level.Todo == 0)
        {
            return false;
        }

        level.Fiber = BitOperations.TrailingZeroCount(level.Todo);
        level.Todo &= level.Todo - 1;
        level.Choice = 0;
        level.Choices = 0;
        return true;
    }

    private void Explore(ref Level level)
    {
        var fiber = level.Fiber;
        if (level.Choices == 0)
        {
            level.Choices = _execution.Choices(fiber);
            level.Explored = _options.Symmetry ? _classes.EqualTo(fiber) : 1u << fiber;
        }

        var sleep = _options.SleepSets ? StillAsleep(level.Sleep, fiber) : 0;
        level.Eager = _eager?.Count ?? 0;
        var violation = _execution.Step(fiber, level.Choice, out level.Undo, out var result);
        level.IsMoved = true;
        _run.Transitions++;
        _run.Audit(level.Undo, result);
        if (violation is not null)
        {
            _run.Report(violation, SchedulePath, false);
        }
        else
        {
            Arrive(sleep);
        }
    }

    private void Arrive(uint sleep)
    {
        if (_eager is not null)
        {
            var violation = _eager.Take(out var moved);
            if (violation is not null)
            {
                _run.Report(violation, SchedulePath, false);
                return;
            }

            sleep &= ~moved;
        }

        Enter(sleep);
    }

    // Arrives at the execution's state: looks it up, checks it if it is new, and pushes what is to be explored from it.
    private void Enter(uint sleep)
    {
        var canonical = _options.Symmetry ? _classes.ToRanks(ref sleep) : sleep;
        var isNew = Add(canonical, out var slept);
        if (isNew ? !GoesOn() : (slept & ~canonical) == 0 || _options.Fault == DeliberateFault.ForgetSleepOnRevisit)
        {
            return;
        }

        var todo = _execution.Enabled() & ~sleep;
        if (slept != uint.MaxValue) // somebody has been here
        {
            var again = slept & ~canonical;
            todo &= _options.Symmetry ? _classes.FromRanks(again) : again;
            sleep &= _options.Symmetry ? _classes.FromRanks(slept) : slept;
        }

        if (_depth + 1 >= _options.Bounds.MaxDepth)
        {
            _run.LeaveOut($"executions were cut at {_options.Bounds.MaxDepth:N0} steps");
            return;
        }

        todo = _options.Symmetry ? _classes.OneOfEach(todo) : todo;
        if (todo == 0)
        {
            return;
        }

        if (_eager is null && _visited.IsLarge && BitOperations.PopCount(todo) > 1)
        {
            Prefetch(todo);
        }

        ref var level = ref Push();
        level = new Level { Todo = todo, Sleep = sleep, Fiber = -1 };
    }

    // Checks a new state; false if executions end there.
    private bool GoesOn()
    {
        if (_run.Monitor.CheckState() is { } violation)
        {
            Add(0, out _); // so that no later visit goes on from it
            _run.Report(violation, SchedulePath, false);
            return false;
        }

        if (_execution.Enabled() == 0)
        {
            _run.ReportEnd(SchedulePath, false);
            return false;
        }

        return true;
    }

    private bool Add(uint sleep, out uint slept) => _pool is null
        ? _visited.Add(_execution.First, _execution.Second, sleep, out slept)
        : _visited.AddShared(_number, _execution.First, _execution.Second, sleep, out slept);

    // Looking a state up in a table larger than the caches costs more than the step that leads there. All successors are
    // asked for at once, so that the memory fetches them side by side while the first is explored.
    private void Prefetch(uint todo)
    {
        for (var rest = todo; rest != 0; rest &= rest - 1)
        {
            var fiber = BitOperations.TrailingZeroCount(rest);
            if (_execution.Choices(fiber) == 1)
            {
                _execution.Step(fiber, 0, out var undo, out _);
                _visited.Prefetch(_execution.First);
                _execution.Undo(undo);
            }
        }
    }

    private ref Level Push()
    {
        if (++_depth == _stack.Length)
        {
            Array.Resize(ref _stack, _depth * 2);
        }

        _run.MaxDepth = Math.Max(_run.MaxDepth, _depth + 1);
        return ref _stack[_depth];
    }

    // A sleeping fiber wakes when a step is taken that its own does not commute with. It is enough that they commute in this
    // state (Godefroid, LNCS 1032, definition 5.1): the state that both lead to was reached from the fiber's own step.
    private uint StillAsleep(uint sleep, int moving)
    {
        var awake = 0u;
        ref readonly var step = ref _execution.OperationOf(moving);
        for (var rest = sleep & ~(1u << moving); rest != 0; rest &= rest - 1)
        {
            var fiber = BitOperations.TrailingZeroCount(rest);
            if (!HotOperation.Conflict(step, _execution.OperationOf(fiber))
                || (_options.CommutesByValue && _execution.CommuteHere(moving, fiber, _options.Fault != DeliberateFault.OverlookResults))
                || _options.Fault == DeliberateFault.SleepThroughConflicts)
            {
                awake |= 1u << fiber;
            }
        }

        return awake;
    }

    private Schedule SchedulePath()
    {
        var steps = new List<ScheduledStep>();
        var eager = 0;
        for (var depth = 0; depth <= _depth; depth++)
        {
            if (_stack[depth].IsMoved)
            {
                AddEager(_stack[depth].Eager);
                steps.Add(new ScheduledStep(_stack[depth].Fiber, _stack[depth].Choice));
            }
        }

        AddEager(_eager?.Count ?? 0);
        return new Schedule([.. steps]);

        void AddEager(int until)
        {
            for (; eager < until; eager++)
            {
                steps.Add(new ScheduledStep(_eager!.FiberOf(eager), 0));
            }
        }
    }

    private struct Level
    {
        public StepUndo Undo;
        public uint Todo;
        public uint Sleep;
        public uint Explored;
        public int Fiber;
        public int Choice;
        public int Choices;
        public int Eager; // how many eager steps were taken before its own
        public bool IsMoved;
    }
}
