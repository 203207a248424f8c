using System.Numerics;
using Interleave.Routines;
using Interleave.Traces;

namespace Interleave.Search;

/// <summary>
/// The proof: depth-first search over distinct states, with sleep sets (Godefroid, LNCS 1032, section 5.3) and the
/// symmetry of fibers in equal local states.
/// </summary>
/// <remarks>
/// A fiber's future depends on its local state and the memory alone, and no memory holds a fiber's number, so any two
/// fibers in equal local states can change places: equal fingerprint sums stand for the whole class, and of equal fibers
/// only one is explored. A sleep set kept for a class is written down in the order of local states, so that it means
/// the same whichever member of the class is met; equal fibers sleep together, because what one would reach the other
/// reaches in a permuted copy.
/// </remarks>
internal sealed class StateSpaceSearch
{
    private const int PrefetchFrom = 1 << 15;

    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly Execution _execution;
    private readonly FiberClasses _classes;
    private Level[] _stack = new Level[1024];
    private int _depth = -1;

    private StateSpaceSearch(ConcurrentProgram program, SearchOptions options)
    {
        _options = options;
        _run = new SearchRun(program, options, options.Symmetry);
        _execution = _run.Execution;
        _classes = new FiberClasses(_execution);
    }

    /// <summary>Explores every reachable state, or as many as the bounds allow.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options) => Search(program, options, out _);

    /// <summary>The same, with the local states that it met.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options, out LocalStates locals)
    {
        var search = new StateSpaceSearch(program, options);
        search.Run();
        locals = search._execution.Locals;
        var verdict = search._run.Finish("state space, depth first", options.FingerprintBits) with
        {
            UsedSleepSets = options.SleepSets,
        };

        // A step sleeps because what it leads to was explored from a sibling. Where that exploration ended at a violation
        // it was cut short, and what lies behind the sleeping step is not covered: look again without sleep sets.
        return options.SleepSets && !verdict.Counterexamples.IsEmpty
            ? SearchAgain(program, options, verdict, out locals) : verdict;
    }

    private static Verdict SearchAgain(
        ConcurrentProgram program, SearchOptions options, Verdict first, out LocalStates locals)
    {
        var again = Search(
            program, options with { SleepSets = false, Bounds = options.Bounds.After(first.Elapsed) }, out locals);
        return again with
        {
            Elapsed = again.Elapsed + first.Elapsed,
            CpuTime = again.CpuTime + first.CpuTime,
            PeakBytes = Math.Max(again.PeakBytes, first.PeakBytes),
        };
    }

    private void Run()
    {
        using var visited = new VisitedTable(
            _options.FingerprintBits, _options.SleepSets, _options.Bounds.MaxBytes, _options.SpillDirectory);
        try
        {
            Run(visited);
        }
        catch (OutOfMemoryException)
        {
            _run.LeaveOut($"out of memory at {(visited.Bytes + StackBytes) >> 20:N0} MiB");
        }

        _run.States = visited.Count;
        _run.PeakBytes = visited.PeakBytes + StackBytes;
    }

    private void Run(VisitedTable visited)
    {
        Enter(visited, 0);
        while (_depth >= 0)
        {
            ref var level = ref _stack[_depth];
            if (level.IsMoved)
            {
                _execution.Undo(level.Undo);
                level.IsMoved = false;
            }

            if (!NextMove(ref level))
            {
                _depth--;
                continue;
            }

            if (_run.MustStop(_depth, 0, visited.Bytes + StackBytes) || IsFull(visited))
            {
                break;
            }

            Explore(visited, ref level);
        }
    }

    private bool IsFull(VisitedTable visited)
    {
        if (visited.Full is { } why)
        {
            _run.LeaveOut(why);
            return true;
        }

        return false;
    }

    private long StackBytes => (long)_stack.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<Level>();

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

    private void Explore(VisitedTable visited, ref Level level)
    {
        var fiber = level.Fiber;
        if (level.Choices == 0)
        {
            level.Choices = _execution.Choices(fiber);
            level.Explored = _options.Symmetry ? _classes.EqualTo(fiber) : 1u << fiber;
        }

        var sleep = _options.SleepSets ? StillAsleep(level.Sleep, fiber) : 0;
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
            Enter(visited, sleep);
        }
    }

    // Arrives at the execution's state: looks it up, checks it if it is new, and pushes what is to be explored from it.
    private void Enter(VisitedTable visited, uint sleep)
    {
        var canonical = _options.Symmetry ? _classes.ToRanks(ref sleep) : sleep;
        var isNew = visited.Add(_execution.First, _execution.Second, canonical, out var slept);
        uint todo;
        if (isNew)
        {
            var enabled = _execution.Enabled();
            _run.States = visited.Count;
            if (_run.Monitor.CheckState() is { } violation)
            {
                visited.Add(_execution.First, _execution.Second, 0, out _); // so that no later visit goes on from it
                _run.Report(violation, SchedulePath, false);
                return;
            }

            if (enabled == 0)
            {
                _run.ReportEnd(SchedulePath, false);
                return;
            }

            todo = enabled & ~sleep;
        }
        else
        {
            var again = slept & ~canonical;
            if (again == 0 || _options.Fault == DeliberateFault.ForgetSleepOnRevisit)
            {
                return;
            }

            todo = _execution.Enabled() & (_options.Symmetry ? _classes.FromRanks(again) : again);
            sleep &= _options.Symmetry ? _classes.FromRanks(slept) : slept;
        }

        if (_depth + 1 >= _options.Bounds.MaxDepth)
        {
            _run.LeaveOut($"executions were cut at {_options.Bounds.MaxDepth:N0} steps");
            return;
        }

        todo = _options.Symmetry ? _classes.OneOfEach(todo) : todo;
        if (visited.Count > PrefetchFrom && BitOperations.PopCount(todo) > 1)
        {
            Prefetch(visited, todo);
        }

        Push(todo, sleep);
    }

    // Looking a state up in a table larger than the caches costs more than the step that leads there. All successors are
    // asked for at once, so that the memory fetches them side by side while the first is explored.
    private void Prefetch(VisitedTable visited, uint todo)
    {
        for (var rest = todo; rest != 0; rest &= rest - 1)
        {
            var fiber = BitOperations.TrailingZeroCount(rest);
            if (_execution.Choices(fiber) == 1)
            {
                _execution.Step(fiber, 0, out var undo, out _);
                visited.Prefetch(_execution.First);
                _execution.Undo(undo);
            }
        }
    }

    private void Push(uint todo, uint sleep)
    {
        if (todo == 0)
        {
            return;
        }

        if (++_depth == _stack.Length)
        {
            Array.Resize(ref _stack, _depth * 2);
        }

        _run.MaxDepth = Math.Max(_run.MaxDepth, _depth + 1);
        _stack[_depth] = new Level { Todo = todo, Sleep = sleep, Fiber = -1 };
    }

    // A sleeping fiber wakes when a step is taken that its own does not commute with.
    private uint StillAsleep(uint sleep, int moving)
    {
        var awake = 0u;
        ref readonly var step = ref _execution.OperationOf(moving);
        for (var rest = sleep & ~(1u << moving); rest != 0; rest &= rest - 1)
        {
            var fiber = BitOperations.TrailingZeroCount(rest);
            if (!HotOperation.Conflict(step, _execution.OperationOf(fiber))
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
        for (var depth = 0; depth <= _depth; depth++)
        {
            if (_stack[depth].IsMoved)
            {
                steps.Add(new ScheduledStep(_stack[depth].Fiber, _stack[depth].Choice));
            }
        }

        return new Schedule([.. steps]);
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
        public bool IsMoved;
    }
}
