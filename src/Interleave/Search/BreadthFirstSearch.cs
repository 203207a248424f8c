using System.Runtime.InteropServices;
using Interleave.Traces;

namespace Interleave.Search;

/// <summary>
/// Breadth-first search over distinct states: the first schedule found for a property is a shortest one. Keeps, for each
/// state, how it was reached, and whole states for the two layers at hand.
/// </summary>
internal sealed class BreadthFirstSearch
{
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly Execution _execution;
    private readonly List<Arrival> _arrivals = [];
    private List<int> _layer = [];
    private List<int> _layerIndex = [];
    private List<int> _next = [];
    private List<int> _nextIndex = [];
    private int _current = -1;
    private ScheduledStep _step;

    private BreadthFirstSearch(ConcurrentProgram program, SearchOptions options)
    {
        _options = options;
        _run = new SearchRun(program, options, options.Symmetry);
        _execution = _run.Execution;
    }

    /// <summary>Explores layer by layer.</summary>
    /// <param name="program">The program.</param>
    /// <param name="options">How; sleep sets are not used.</param>
    /// <param name="enough">Stop after the layer in which this many properties were found violated.</param>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options, int enough = int.MaxValue)
    {
        var search = new BreadthFirstSearch(program, options);
        search.Run(enough);
        return search._run.Finish("state space, breadth first", options.FingerprintBits);
    }

    private void Run(int enough)
    {
        using var visited = new VisitedTable(_options.FingerprintBits, false);
        Arrive(visited);
        while (Swap())
        {
            if (_run.Found >= enough)
            {
                _run.LeaveOut("stopped at the violations asked for");
                break;
            }

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
        var length = _execution.VectorLength;
        for (var i = 0; i < _layerIndex.Count; i++)
        {
            var bytes = visited.Bytes + (8L * _arrivals.Count) + (4L * (_layer.Count + _next.Count));
            _run.PeakBytes = Math.Max(_run.PeakBytes, bytes);
            if (_run.MustStop(_run.MaxDepth, _layerIndex.Count - i + _nextIndex.Count, bytes))
            {
                return false;
            }

            _execution.Restore(CollectionsMarshal.AsSpan(_layer).Slice(i * length, length));
            _current = _layerIndex[i];
            ExploreState(visited);
        }

        return true;
    }

    private void ExploreState(VisitedTable visited)
    {
        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            if (!_execution.IsEnabled(fiber) || (_options.Symmetry && HasEqualBefore(fiber)))
            {
                continue;
            }

            var choices = _execution.Choices(fiber);
            for (var choice = 0; choice < choices; choice++)
            {
                _step = new ScheduledStep(fiber, choice);
                var violation = _execution.Step(fiber, choice, out var undo, out var result);
                _run.Transitions++;
                _run.Audit(undo, result);
                if (violation is not null)
                {
                    _run.Report(violation, SchedulePath, true);
                }
                else
                {
                    Arrive(visited);
                }

                _execution.Undo(undo);
            }
        }
    }

    private void Arrive(VisitedTable visited)
    {
        if (!visited.Add(_execution.First, _execution.Second, 0, out _))
        {
            return;
        }

        _run.States = visited.Count;
        if (_run.Monitor.CheckState() is { } violation)
        {
            _run.Report(violation, SchedulePath, true);
        }
        else if (_execution.Enabled() == 0)
        {
            _run.ReportEnd(SchedulePath, true);
        }
        else
        {
            _nextIndex.Add(_arrivals.Count);
            _arrivals.Add(new Arrival(_current, (byte)_step.Fiber, (ushort)_step.Choice));
            var at = _next.Count;
            CollectionsMarshal.SetCount(_next, at + _execution.VectorLength);
            _execution.Save(CollectionsMarshal.AsSpan(_next)[at..]);
        }
    }

    private bool HasEqualBefore(int fiber) =>
        Array.IndexOf(_execution.LocalIds, _execution.LocalIds[fiber], 0, fiber) >= 0;

    // The path to the state being explored, and the step just taken from it.
    private Schedule SchedulePath()
    {
        if (_current < 0)
        {
            return new Schedule([]);
        }

        var steps = new List<ScheduledStep> { _step };
        for (var at = _current; _arrivals[at].From >= 0; at = _arrivals[at].From)
        {
            steps.Add(new ScheduledStep(_arrivals[at].Fiber, _arrivals[at].Choice));
        }

        steps.Reverse();
        return new Schedule([.. steps]);
    }

    private readonly record struct Arrival(int From, byte Fiber, ushort Choice);
}
