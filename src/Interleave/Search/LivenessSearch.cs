using System.Numerics;
using Interleave.Routines;
using Interleave.Traces;

namespace Interleave.Search;

/// <summary>
/// Looks for an execution that is fair and never ends: a reachable strongly connected component of the state graph in
/// which every fiber takes a step or is blocked somewhere. Tarjan's algorithm (SIAM J. Comput. 1(2), 1972), depth first,
/// on the fly.
/// </summary>
/// <remarks>
/// Neither sleep sets nor symmetry: a step that sleeps may be the one that closes a cycle or makes it fair, and fairness
/// has to tell fibers apart that symmetry lets change places. Callers that only return are dropped as in the proof: that
/// merges states with equal futures, step by step and fiber by fiber. Executions end at violations here, too.
/// No edge is kept. An edge is inside its component if and only if its target is still on Tarjan's stack when it is taken
/// or when its target is left, and what a component's edges and states say is gathered in two sets of fibers on the way.
/// </remarks>
internal sealed class LivenessSearch : IDisposable
{
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly Execution _execution;
    private readonly VisitedTable _visited;
    private readonly int[] _start;
    private readonly bool _checksStates;
    private readonly uint _all;
    private readonly List<int> _open = []; // Tarjan's stack: states whose component is not complete
    private ulong[] _closed = new ulong[64]; // one bit for each state: its component is complete
    private Level[] _stack = new Level[1024];
    private int _depth = -1;
    private Counterexample? _found;

    private LivenessSearch(ConcurrentProgram program, SearchOptions options, bool checksStates)
    {
        if (options.SleepSets || options.Symmetry)
        {
            throw new ArgumentException(
                "liveness is decided on every step of every state: switch symmetry and sleep sets off.", nameof(options));
        }

        if (options.Liveness == Liveness.Off)
        {
            throw new ArgumentException("say which executions are fair: weakly or strongly.", nameof(options));
        }

        _options = options;
        _checksStates = checksStates;
        _run = new SearchRun(program, options, false, Tails.Dropped);
        _execution = _run.Execution;
        _visited = new VisitedTable(
            options.FingerprintBits, maxBytes: options.Bounds.MaxBytes, directory: options.SpillDirectory);
        _start = new int[_execution.VectorLength];
        _execution.Save(_start);
        _all = (uint)((1UL << _execution.FiberCount) - 1);
    }

    private long Bytes => _visited.Bytes + (_open.Capacity * 4L) + (_closed.Length * 8L)
        + ((long)_stack.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<Level>());

    /// <summary>Decides whether every fair execution ends, by search.</summary>
    /// <param name="program">The program.</param>
    /// <param name="options">How; without symmetry and sleep sets, and with a fairness.</param>
    /// <param name="checksStates">False if no state is known to violate a property: none need be checked.</param>
    /// <exception cref="ArgumentException">The options ask for a reduction, or for nothing.</exception>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options, bool checksStates = true)
    {
        using var search = new LivenessSearch(program, options, checksStates);
        search.Run();
        var verdict = search._run.Finish("full state graph, strongly connected components", options.FingerprintBits);
        var decided = search._found is not null || verdict.Complete;
        return verdict with
        {
            Incomplete = search._found is not null ? null : verdict.Incomplete,
            Counterexamples = search._found is { } found ? [found] : [],
            NeverReached = [],
            Termination = new Termination(
                options.Liveness, decided ? TerminationProof.Search : TerminationProof.None)
            {
                States = verdict.States,
                Transitions = verdict.Transitions,
                FingerprintBits = options.FingerprintBits,
                CpuTime = verdict.CpuTime,
                Undecided = decided ? null : verdict.Incomplete,
            },
        };
    }

    public void Dispose() => _visited.Dispose();

    private void Run()
    {
        try
        {
            Explore();
        }
        catch (OutOfMemoryException e)
        {
            _run.LeaveOut(MemoryShortage.Reason(e, Bytes));
        }

        _run.PeakBytes = Math.Max(_run.PeakBytes, _visited.PeakBytes + Bytes - _visited.Bytes);
    }

    private void Explore()
    {
        Enter();
        while (_depth >= 0 && _found is null)
        {
            ref var level = ref _stack[_depth];
            if (level.IsMoved)
            {
                _execution.Undo(level.Undo);
                level.IsMoved = false;
            }

            if (!NextMove(ref level))
            {
                Leave(ref level);
                continue;
            }

            if (MustStop())
            {
                break;
            }

            var violation = _execution.Step(level.Fiber, level.Choice, out level.Undo, out var result);
            level.IsMoved = true;
            _run.Transitions++;
            _run.Audit(level.Undo, result);
            if (violation is null)
            {
                Enter();
            }
        }
    }

    private bool MustStop()
    {
        if (_run.MustStop(_depth, 0, Bytes))
        {
            return true;
        }

        if (_visited.Full is not { } why)
        {
            return false;
        }

        _run.LeaveOut(why);
        return true;
    }

    private bool NextMove(ref Level level)
    {
        if (level.Choice + 1 < level.Choices)
        {
            level.Choice++;
            return true;
        }

        if (level.Todo == 0)
        {
            return false;
        }

        level.Fiber = BitOperations.TrailingZeroCount(level.Todo);
        level.Todo &= level.Todo - 1;
        level.Choice = 0;
        level.Choices = _execution.Choices(level.Fiber);
        return true;
    }

    private void Enter()
    {
        if (_visited.Count == int.MaxValue)
        {
            throw new InvalidOperationException($"more than {int.MaxValue:N0} states");
        }

        if (!_visited.AddNumbered(_execution.First, _execution.Second, (uint)_visited.Count, out var number))
        {
            if (!IsClosed(number))
            {
                ref var from = ref _stack[_depth];
                from.Low = Math.Min(from.Low, (int)number);
                from.Moved |= 1u << from.Fiber;
            }

            return;
        }

        _run.States = _visited.Count;
        if (number >> 6 == _closed.Length)
        {
            Array.Resize(ref _closed, _closed.Length * 2);
        }

        var enabled = _execution.Enabled();
        if (enabled == 0 || (_checksStates && _run.Monitor.CheckState() is not null))
        {
            Close((int)number); // an end, which is a component of its own
            return;
        }

        if (_depth + 1 >= _options.Bounds.MaxDepth)
        {
            _run.LeaveOut($"executions were cut at {_options.Bounds.MaxDepth:N0} steps");
            Close((int)number);
            return;
        }

        _open.Add((int)number);
        if (++_depth == _stack.Length)
        {
            Array.Resize(ref _stack, _depth * 2);
        }

        _run.MaxDepth = Math.Max(_run.MaxDepth, _depth + 1);
        _stack[_depth] = new Level
        {
            Todo = enabled,
            Number = (int)number,
            Low = (int)number,
            Disabled = _options.Fault == DeliberateFault.ForgetDisabledFibers ? 0 : _all & ~enabled,
        };
    }

    // The execution is at the state that is left, all of whose steps have been taken.
    private void Leave(ref Level level)
    {
        var isRoot = level.Low == level.Number;
        if (isRoot)
        {
            // All fibers return or none does in a component: any of its states can tell.
            if (level.Moved != 0 && (level.Moved | level.Disabled) == _all && SomeoneHasToReturn())
            {
                Report(level.Number);
            }

            int last;
            do
            {
                last = _open[^1];
                _open.RemoveAt(_open.Count - 1);
                Close(last);
            }
            while (last != level.Number);
        }

        if (--_depth >= 0)
        {
            ref var parent = ref _stack[_depth];
            if (!isRoot)
            {
                parent.Low = Math.Min(parent.Low, level.Low);
                parent.Moved |= level.Moved | (1u << parent.Fiber);
                parent.Disabled |= level.Disabled;
            }
            else if (_options.Fault == DeliberateFault.CountLeavingSteps)
            {
                parent.Moved |= 1u << parent.Fiber;
            }
        }
    }

    private bool SomeoneHasToReturn()
    {
        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            if (_execution.OperationOf(fiber).Kind != Memory.OperationKind.None && !_execution.LocalState(fiber).IsDaemon)
            {
                return true;
            }
        }

        return false;
    }

    // A weakly fair component; whether it is strongly fair in part, its graph has to tell.
    private void Report(int root)
    {
        var here = new int[_execution.VectorLength];
        _execution.Save(here);
        var graph = ComponentGraph.Build(
            _run,
            () => _visited.TryGetNumber(_execution.First, _execution.Second, out var number)
                && number >= root && !IsClosed(number),
            Bytes);
        var part = graph is null ? null
            : _options.Liveness == Liveness.Weak ? [.. Enumerable.Range(0, graph.Count)] : FairPart.Find(graph);
        if (part is not null)
        {
            _found = new Lasso(_run, graph!, part, _options.Liveness).Find(_start, SchedulePath(), _checksStates);
        }

        _execution.Restore(here);
    }

    private ScheduledStep[] SchedulePath()
    {
        var steps = new ScheduledStep[_depth];
        for (var depth = 0; depth < _depth; depth++)
        {
            steps[depth] = new ScheduledStep(_stack[depth].Fiber, _stack[depth].Choice);
        }

        return steps;
    }

    private bool IsClosed(uint number) => (_closed[number >> 6] >> (int)(number & 63) & 1) != 0;

    private void Close(int number) => _closed[number >> 6] |= 1UL << (number & 63);

    private struct Level
    {
        public StepUndo Undo;
        public uint Todo;
        public uint Moved;
        public uint Disabled;
        public int Number;
        public int Low;
        public int Fiber;
        public int Choice;
        public int Choices;
        public bool IsMoved;
    }
}
