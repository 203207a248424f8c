using System.Runtime.InteropServices;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Visited;

namespace Interleave.Strategies.BreadthFirst;

/// <summary>
/// The loop of the breadth-first search over distinct states. Keeps, for each state, how it was reached, and whole
/// states for the two layers at hand.
/// </summary>
internal sealed class LayeredSearch<TSteps>(SearchOptions options, SearchRun run, TSteps steps)
    where TSteps : struct, IStepSource
{
    private readonly List<Arrival> _arrivals = [];
    private readonly ReductionRules _rules = options.Rules.Reduction;
    private TSteps _steps = steps;
    private List<int> _layer = [];
    private List<(int Arrival, int Start)> _layerIndex = [];
    private List<int> _next = [];
    private List<(int Arrival, int Start)> _nextIndex = [];
    private int _current = -1;
    private Func<long, bool, bool>? _breaksOff;
    private bool _isBrokenOff;
    private ScheduledStep _step;

    /// <summary>Explores layer by layer.</summary>
    /// <param name="enough">Stop after the layer in which this many properties were found violated.</param>
    /// <param name="breaksOff">
    /// Says whether to break the search off, when there are so many states and, in the end, when there are no more;
    /// null for never.
    /// </param>
    /// <returns>False if it was broken off.</returns>
    public bool Run(int enough, Func<long, bool, bool>? breaksOff = null)
    {
        _breaksOff = breaksOff;
        using var visited = new VisitedTable(
            options.FingerprintBits,
            _steps.MaySleep,
            options.Bounds.MaxBytes,
            options.SpillDirectory
        );
        try
        {
            Run(enough, visited);
        }
        catch (OutOfMemoryException e)
        {
            run.LeaveOut(MemoryShortage.Reason(e, BytesWith(visited)));
        }

        run.States = visited.Count;
        _isBrokenOff = _isBrokenOff || (run.Incomplete is null && breaksOff?.Invoke(visited.Count, true) == true);
        if (!_isBrokenOff && _steps.Bound is { } bound)
        {
            run.LeaveOut(bound);
        }

        return !_isBrokenOff;
    }

    private void Run(int enough, VisitedTable visited)
    {
        Arrive(visited);
        while (Swap())
        {
            if (run.Found >= enough)
            {
                run.LeaveOut("stopped at the violations asked for");
                break;
            }

            if (run.MaxDepth >= options.Bounds.MaxDepth)
            {
                run.LeaveOut($"executions were cut at {Quantity.Of(options.Bounds.MaxDepth, "step")}");
                break;
            }

            run.MaxDepth++;
            if (!ExploreLayer(visited))
            {
                break;
            }
        }
    }

    private long BytesWith(VisitedTable visited) =>
        visited.Bytes + (8L * _arrivals.Count) + (4L * (_layer.Count + _next.Count));

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
            var bytes = BytesWith(visited);
            run.PeakBytes = Math.Max(run.PeakBytes, bytes);
            if (run.MustStop(run.MaxDepth, _layerIndex.Count - i + _nextIndex.Count, bytes))
            {
                return false;
            }

            if (_breaksOff is not null && _breaksOff(visited.Count, false))
            {
                _isBrokenOff = true;
                return false;
            }

            if (visited.Full is { } why)
            {
                run.LeaveOut(why);
                return false;
            }

            _current = _layerIndex[i].Arrival;
            var end = i + 1 < _layerIndex.Count ? _layerIndex[i + 1].Start : _layer.Count;
            _steps.Open(CollectionsMarshal.AsSpan(_layer)[_layerIndex[i].Start..end]);
            ExploreState(visited);
        }

        return true;
    }

    private void ExploreState(VisitedTable visited)
    {
        while (_steps.TakeNext(out var taken))
        {
            _step = taken.Step;
            run.Transitions++;
            if (options.AuditEvery > 0 && run.Transitions % options.AuditEvery == 0)
            {
                run.State.Locals.Audit(taken.Local, taken.Result);
            }

            if (taken.Violation is { } violation)
            {
                if (_steps.IsDoubtful)
                {
                    _steps.Doubt();
                    continue;
                }

                _steps.Show();
                run.Report(violation, SchedulePath, true);
            }
            else
            {
                Arrive(visited);
            }
        }
    }

    private void Arrive(VisitedTable visited)
    {
        var (first, second) = _steps.Fingerprint;
        var sleep = _steps.Sleep();
        var isNew = visited.Add(first, second, sleep, out var slept);
        if (!isNew)
        {
            if (_rules.IsExplored(slept, sleep))
            {
                return;
            }

            _steps.MeetAgain(slept);
        }

        if (!isNew || GoesOn(visited, first, second))
        {
            _arrivals.Add(new Arrival(_current, (byte)_step.Fiber, (ushort)_step.Choice));
            foreach (var step in _steps.TakenAtOnce)
            {
                _arrivals.Add(new Arrival(_arrivals.Count - 1, (byte)step.Fiber, (ushort)step.Choice));
            }

            _nextIndex.Add((_arrivals.Count - 1, _next.Count));
            _steps.Save(_next);
        }
    }

    // Checks a new state; false if no execution goes on there.
    private bool GoesOn(VisitedTable visited, ulong first, ulong second)
    {
        run.States = visited.Count;
        var isDoubtful = _steps.IsDoubtful;
        if (_steps.Show() && run.Monitor.CheckState() is { } violation)
        {
            if (isDoubtful)
            {
                _steps.Doubt();
                return true;
            }

            visited.Add(first, second, 0, out _); // so that no later visit goes on from it
            run.Report(violation, SchedulePath, true);
            return false;
        }

        // Who ends, or can never go on, before what it did early was due has not done it.
        if (_steps.IsEnd(out var mayGoOn) && !isDoubtful)
        {
            run.ReportEnd(SchedulePath, true);
        }

        return mayGoOn;
    }

    // The path to the state being explored, and the step just taken from it.
    private Schedule SchedulePath()
    {
        var steps = new List<ScheduledStep>();
        if (_current >= 0)
        {
            steps.AddRange(_steps.TakenAtOnce);
            steps.Reverse();
            steps.Add(_step);
            for (var at = _current; _arrivals[at].From >= 0; at = _arrivals[at].From)
            {
                steps.Add(new ScheduledStep(_arrivals[at].Fiber, _arrivals[at].Choice));
            }
        }

        steps.Reverse();
        return new Schedule([.. steps]) { Memory = options.Memory };
    }

    private readonly record struct Arrival(int From, byte Fiber, ushort Choice);
}
