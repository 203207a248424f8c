using System.Runtime.InteropServices;
using Interleave.Execution.States;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Visited;

namespace Interleave.Strategies.Livelocks;

/// <summary>Breadth-first search of the full state graph for the nearest state of some.</summary>
internal sealed class NearestState(SearchRun run, bool checksStates)
{
    private readonly SequentialExecution _execution = run.Execution;
    private readonly List<(int From, ScheduledStep Step)> _arrivals = [];
    private readonly Queue<int> _open = new();
    private readonly List<int> _vectors = []; // of the states in the queue, and of those before them until they pile up
    private int _dropped; // how many states are no longer there

    /// <summary>A shortest schedule from the execution's state to one that is a goal; the execution ends up there or
    /// elsewhere.</summary>
    /// <returns>Null if a bound was met.</returns>
    public List<ScheduledStep>? Find(Func<bool> isGoal)
    {
        var start = new int[_execution.VectorLength];
        _execution.Save(start);
        var steps = FindFrom(isGoal);
        _execution.Restore(start);
        return steps;
    }

    private List<ScheduledStep>? FindFrom(Func<bool> isGoal)
    {
        using var visited = new VisitedTable(_execution.IsWide ? 128 : 64, false);
        visited.Add(_execution.First, _execution.Second, 0, out _);
        if (isGoal())
        {
            return [];
        }

        Enqueue(-1, default);
        while (_open.TryDequeue(out var node))
        {
            var bytes = visited.Bytes + (12L * _arrivals.Capacity) + (4L * (_vectors.Capacity + _open.Count));
            run.PeakBytes = Math.Max(run.PeakBytes, bytes);
            if (run.MustStop(0, _open.Count, bytes))
            {
                return null;
            }

            _execution.Restore(VectorOf(node));
            for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
            {
                var choices = _execution.IsEnabled(fiber) ? _execution.Choices(fiber) : 0;
                for (var choice = 0; choice < choices; choice++)
                {
                    var step = new ScheduledStep(fiber, choice);
                    var violation = _execution.Step(fiber, choice, out var undo, out _);
                    run.Transitions++;
                    if (
                        violation is null
                        && visited.Add(_execution.First, _execution.Second, 0, out _)
                        && !(checksStates && run.Monitor.CheckState() is not null)
                    )
                    {
                        if (isGoal())
                        {
                            return PathTo(node, step);
                        }

                        Enqueue(node, step);
                    }

                    _execution.Undo(undo);
                }
            }
        }

        throw new InvalidOperationException("a state that was reached cannot be reached");
    }

    private void Enqueue(int from, ScheduledStep step)
    {
        _open.Enqueue(_arrivals.Count);
        _arrivals.Add((from, step));
        var at = _vectors.Count;
        CollectionsMarshal.SetCount(_vectors, at + _execution.VectorLength);
        _execution.Save(CollectionsMarshal.AsSpan(_vectors)[at..]);
    }

    private ReadOnlySpan<int> VectorOf(int node)
    {
        var length = _execution.VectorLength;
        if (node - _dropped > 1000 && 2 * (node - _dropped) * length > _vectors.Count)
        {
            _vectors.RemoveRange(0, (node - _dropped) * length);
            _dropped = node;
        }

        return CollectionsMarshal.AsSpan(_vectors).Slice((node - _dropped) * length, length);
    }

    private List<ScheduledStep> PathTo(int node, ScheduledStep last)
    {
        var steps = new List<ScheduledStep> { last };
        for (; _arrivals[node].From >= 0; node = _arrivals[node].From)
        {
            steps.Add(_arrivals[node].Step);
        }

        steps.Reverse();
        return steps;
    }
}
