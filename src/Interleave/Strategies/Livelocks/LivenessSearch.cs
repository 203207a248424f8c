using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Traces;
using Interleave.Visited;

namespace Interleave.Strategies.Livelocks;

/// <summary>
/// Looks for an execution that is fair and never ends: a reachable strongly connected component of the state graph in
/// which every fiber takes a step or is blocked somewhere, found on the fly by a walk of every step, depth first.
/// </summary>
/// <remarks>
/// Neither sleep sets nor symmetry: a step that sleeps may be the one that closes a cycle or makes it fair, and
/// fairness has to tell fibers apart that symmetry lets change places. Callers that only return are dropped as in the
/// proof: that merges states with equal futures, step by step and fiber by fiber. Executions end at violations here,
/// too.
/// </remarks>
internal sealed class LivenessSearch : IDisposable
{
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly SequentialExecution _execution;
    private readonly VisitedTable _visited;
    private readonly int[] _start;
    private readonly bool _checksStates;
    private readonly StepPath _path;
    private readonly FairComponents _components;
    private Counterexample? _found;

    private LivenessSearch(ConcurrentProgram program, SearchOptions options, bool checksStates)
    {
        OptionRules.RequireCycles(options);
        _options = options;
        _checksStates = checksStates;
        _run = new SearchRun(program, options, false, TailCalls.Eliminated);
        _execution = _run.Execution;
        _visited = new VisitedTable(
            options.FingerprintBits,
            maxBytes: options.Bounds.MaxBytes,
            directory: options.SpillDirectory
        );
        _start = new int[_execution.VectorLength];
        _execution.Save(_start);
        _path = new StepPath(_execution);
        _components = new FairComponents(_execution.FiberCount, options.Rules.Fairness);
    }

    private long Bytes => _visited.Bytes + _path.Bytes + _components.Bytes;

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
            Termination = new Termination(options.Liveness, decided ? TerminationProof.Search : TerminationProof.None)
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
        while (_path.Depth > 0 && _found is null)
        {
            if (!_path.NextMove())
            {
                Leave();
                continue;
            }

            if (MustStop())
            {
                break;
            }

            var violation = _path.Move(out var undo, out var result);
            _run.Transitions++;
            _run.Audit(undo, result);
            if (violation is null)
            {
                Enter();
            }
        }
    }

    private bool MustStop()
    {
        if (_run.MustStop(_path.Depth - 1, 0, Bytes))
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

    private void Enter()
    {
        if (_visited.Count == int.MaxValue)
        {
            throw new InvalidOperationException($"more than {int.MaxValue:N0} states");
        }

        if (!_visited.AddNumbered(_execution.First, _execution.Second, (uint)_visited.Count, out var number))
        {
            _components.Meet(number, _path.Fiber);
            return;
        }

        _run.States = _visited.Count;
        var enabled = _execution.Enabled();
        if (enabled == 0 || (_checksStates && _run.Monitor.CheckState() is not null))
        {
            _components.EnterEnd((int)number);
        }
        else if (_path.Depth >= _options.Bounds.MaxDepth)
        {
            _run.LeaveOut($"executions were cut at {Quantity.Of(_options.Bounds.MaxDepth, "step")}");
            _components.EnterEnd((int)number);
        }
        else
        {
            _components.Enter((int)number, enabled);
            _path.Enter(enabled);
            _run.MaxDepth = Math.Max(_run.MaxDepth, _path.Depth);
        }
    }

    // The execution is at the state that is left, all of whose steps have been taken.
    private void Leave()
    {
        // All fibers return or none does in a component: any of its states can tell.
        if (_components.IsRoot && _components.IsFair && SomeoneHasToReturn())
        {
            Report(_components.Last);
        }

        _path.Leave();
        _components.Leave(_path.Depth > 0 ? _path.Fiber : -1);
    }

    private bool SomeoneHasToReturn()
    {
        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            if (
                _execution.OperationOf(fiber).Kind != Memory.OperationKind.None
                && !_execution.LocalState(fiber).IsDaemon
            )
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
            () =>
                _visited.TryGetNumber(_execution.First, _execution.Second, out var number)
                && number >= root
                && !_components.IsClosed(number),
            Bytes
        );
        var part =
            graph is null ? null
            : _options.Liveness == Liveness.Weak ? [.. Enumerable.Range(0, graph.Count)]
            : FairPart.Find(graph);
        if (part is not null)
        {
            _found = new Lasso(_run, graph!, part, _options.Liveness).Find(_start, _path.Steps(), _checksStates);
        }

        _execution.Restore(here);
    }
}
