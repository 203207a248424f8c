using System.Runtime.InteropServices;
using Interleave.Traces;

namespace Interleave.Search.Relaxed;

/// <summary>
/// Breadth-first search over the distinct states of a program on a weaker memory: complete if it ends, and the first schedule
/// found for a property is a shortest one.
/// </summary>
internal sealed class RelaxedSearch
{
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly RelaxedExecution _execution;
    private readonly List<Arrival> _arrivals = [];
    private readonly List<ScheduledStep> _moves = [];
    private readonly List<ScheduledStep> _scratch = [];
    private List<int> _layer = [];
    private List<(int Arrival, int Start)> _layerIndex = [];
    private List<int> _next = [];
    private List<(int Arrival, int Start)> _nextIndex = [];
    private int _current = -1;
    private ScheduledStep _step;

    private RelaxedSearch(ConcurrentProgram program, SearchOptions options)
    {
        _options = options;
        _run = new SearchRun(program, options, options.Symmetry);
        _execution = RelaxedExecution.Of(_run.Execution, options.Memory, options.Symmetry, options.Fault);
    }

    /// <summary>Explores every state, or as many as the bounds allow.</summary>
    /// <exception cref="ArgumentException">The options ask for liveness, which this search cannot decide.</exception>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options)
    {
        if (options.Liveness != Liveness.Off)
        {
            throw new ArgumentException("liveness is decided under sequential consistency only.", nameof(options));
        }

        var search = new RelaxedSearch(program, options);
        search.Run();
        return search._run.Finish($"state space, breadth first, memory {options.Memory.ToString().ToLowerInvariant()}", options.FingerprintBits)
            with { Memory = options.Memory };
    }

    private void Run()
    {
        using var visited = new VisitedTable(_options.FingerprintBits, false);
        Arrive(visited);
        while (Swap())
        {
            if (_run.MaxDepth >= _options.Bounds.MaxDepth)
            {
                _run.LeaveOut($"executions were cut at {_options.Bounds.MaxDepth:N0} steps");
                break;
            }

            _run.MaxDepth++;
            if (!ExploreLayer(visited))
            {
                break;
            }
        }

        _run.States = visited.Count;
        if (_execution.WasBounded)
        {
            _run.LeaveOut(_execution.Bound);
        }
    }

    private bool Swap()
    {
        (_layer, _next) = (_next, _layer);
        (_layerIndex, _nextIndex) = (_nextIndex, _layerIndex);
        _next.Clear();
        _nextIndex.Clear();
        return _layerIndex.Count > 0;
    }

    private bool ExploreLayer(VisitedTable visited)
    {
        for (var i = 0; i < _layerIndex.Count; i++)
        {
            var bytes = visited.Bytes + (8L * _arrivals.Count) + (4L * (_layer.Count + _next.Count));
            _run.PeakBytes = Math.Max(_run.PeakBytes, bytes);
            if (_run.MustStop(_run.MaxDepth, _layerIndex.Count - i + _nextIndex.Count, bytes))
            {
                return false;
            }

            _current = _layerIndex[i].Arrival;
            var end = i + 1 < _layerIndex.Count ? _layerIndex[i + 1].Start : _layer.Count;
            ExploreState(visited, CollectionsMarshal.AsSpan(_layer)[_layerIndex[i].Start..end]);
        }

        return true;
    }

    private void ExploreState(VisitedTable visited, ReadOnlySpan<int> state)
    {
        _execution.Restore(state);
        _moves.Clear();
        for (var fiber = 0; fiber < _execution.Shown.FiberCount; fiber++)
        {
            if (!_options.Symmetry || !HasEqualBefore(fiber))
            {
                _execution.AddMoves(fiber, _moves);
            }
        }

        for (var i = 0; i < _moves.Count; i++)
        {
            if (i > 0)
            {
                _execution.Restore(state);
            }

            _step = _moves[i];
            var local = _execution.Shown.LocalIds[_step.Fiber];
            var violation = _execution.Take(_step, out var effect);
            _run.Transitions++;
            if (_options.AuditEvery > 0 && _run.Transitions % _options.AuditEvery == 0)
            {
                _execution.Shown.Locals.Audit(local, effect.Result);
            }

            if (violation is not null)
            {
                _execution.Show();
                _run.Report(violation, SchedulePath, true);
            }
            else
            {
                Arrive(visited);
            }
        }
    }

    private void Arrive(VisitedTable visited)
    {
        var (first, second) = _execution.Fingerprint();
        if (!visited.Add(first, second, 0, out _))
        {
            return;
        }

        _run.States = visited.Count;
        if (_execution.Show() && _run.Monitor.CheckState() is { } violation)
        {
            _run.Report(violation, SchedulePath, true);
        }
        else if (_execution.IsEnd(_scratch))
        {
            _execution.Show();
            _run.ReportEnd(SchedulePath, true);
        }
        else
        {
            _nextIndex.Add((_arrivals.Count, _next.Count));
            _arrivals.Add(new Arrival(_current, (byte)_step.Fiber, (ushort)_step.Choice));
            _execution.Save(_next);
        }
    }

    private bool HasEqualBefore(int fiber)
    {
        for (var other = 0; other < fiber; other++)
        {
            if (_execution.AreEqual(other, fiber))
            {
                return true;
            }
        }

        return false;
    }

    // The path to the state being explored, and the step just taken from it.
    private Schedule SchedulePath()
    {
        var steps = new List<ScheduledStep>();
        if (_current >= 0)
        {
            steps.Add(_step);
            for (var at = _current; _arrivals[at].From >= 0; at = _arrivals[at].From)
            {
                steps.Add(new ScheduledStep(_arrivals[at].Fiber, _arrivals[at].Choice));
            }
        }

        steps.Reverse();
        return new Schedule([.. steps]) { Memory = _options.Memory };
    }

    private readonly record struct Arrival(int From, byte Fiber, ushort Choice);
}
