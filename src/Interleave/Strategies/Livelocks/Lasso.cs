using Interleave.Schedules;
using Interleave.Search;
using Interleave.Traces;

namespace Interleave.Strategies.Livelocks;

/// <summary>
/// Makes a counterexample of a fair part of a state graph: a shortest way to one of its states, and from there a short
/// way round that is fair.
/// </summary>
internal sealed class Lasso
{
    private readonly SearchRun _run;
    private readonly ComponentGraph _graph;
    private readonly bool[] _isInPart;
    private readonly bool _strong;
    private readonly uint _all;
    private readonly List<ScheduledStep> _loop = [];
    private uint _moved;
    private uint _rested; // disabled somewhere on the way
    private uint _enabled; // enabled somewhere on the way

    public Lasso(SearchRun run, ComponentGraph graph, IReadOnlyList<int> part, Liveness fairness)
    {
        _run = run;
        _graph = graph;
        _isInPart = new bool[graph.Count];
        foreach (var node in part)
        {
            _isInPart[node] = true;
        }

        _strong = fairness == Liveness.Strong;
        _all = (uint)((1UL << run.Execution.FiberCount) - 1);
    }

    // The fibers whose treatment is not yet fair.
    private uint Waiting => _strong ? _enabled & ~_moved : _all & ~(_moved | _rested);

    /// <summary>The counterexample.</summary>
    /// <param name="start">The program's first state.</param>
    /// <param name="toGraph">Some way to the graph's state 0, taken if the bounds leave no room to look for a
    /// shortest.</param>
    /// <param name="checksStates">False if no state violates a property.</param>
    public Counterexample Find(ReadOnlySpan<int> start, IReadOnlyList<ScheduledStep> toGraph, bool checksStates)
    {
        var execution = _run.Execution;
        execution.Restore(start);
        var prefix = new NearestState(_run, checksStates).Find(IsInPart);
        int entry;
        if (prefix is not null)
        {
            foreach (var step in prefix)
            {
                execution.Step(step.Fiber, step.Choice, out _, out _);
            }

            entry = _graph.Find();
        }
        else
        {
            (entry, var way) = Walk(0, (_, to) => _isInPart[to], false);
            prefix = [.. toGraph, .. way];
        }

        GoRound(entry);
        execution.Restore(_graph.Vector(entry));
        return new Counterexample(
            Livelock.Of(_run.Machine, execution, _moved),
            new Schedule([.. prefix, .. _loop]) { LoopStart = prefix.Count },
            false
        );
    }

    private bool IsInPart() => _graph.Find() is var node && node >= 0 && _isInPart[node];

    // From one fiber that waits for its turn to the nearest place where one gets it, and home.
    private void GoRound(int entry)
    {
        Pass(entry);
        var at = entry;
        while (Waiting != 0 || at != entry)
        {
            var waiting = Waiting;
            (at, var way) =
                waiting == 0
                    ? Walk(at, (_, to) => to == entry, true)
                    : Walk(at, (edge, to) => Helps(edge, to, waiting), true);
            foreach (var step in way)
            {
                _moved |= 1u << step.Fiber;
                _loop.Add(step);
            }
        }
    }

    private bool Helps(ComponentEdge edge, int to, uint waiting) =>
        ((1u << edge.Fiber) & waiting) != 0 || (!_strong && (~_graph.EnabledIn(to) & waiting) != 0);

    private void Pass(int node)
    {
        _enabled |= _graph.EnabledIn(node);
        _rested |= _all & ~_graph.EnabledIn(node);
    }

    // Breadth first; one step at least if it is to be inside the part.
    private (int End, List<ScheduledStep> Steps) Walk(int from, Func<ComponentEdge, int, bool> isGoal, bool inside)
    {
        var steps = new List<ScheduledStep>();
        if (!inside && _isInPart[from])
        {
            return (from, steps);
        }

        var arrivals = new Dictionary<int, (int From, ComponentEdge Edge)>();
        var open = new Queue<int>([from]);
        while (open.TryDequeue(out var node))
        {
            foreach (var edge in _graph.EdgesFrom(node))
            {
                if (inside && !_isInPart[edge.To])
                {
                    continue;
                }

                if (isGoal(edge, edge.To))
                {
                    Collect(node, edge);
                    return (edge.To, steps);
                }

                if (edge.To != from && arrivals.TryAdd(edge.To, (node, edge)))
                {
                    open.Enqueue(edge.To);
                }
            }
        }

        throw new InvalidOperationException("a component is not connected");

        void Collect(int node, ComponentEdge last)
        {
            var edges = new List<ComponentEdge> { last };
            for (; node != from; node = arrivals[node].From)
            {
                edges.Add(arrivals[node].Edge);
            }

            edges.Reverse();
            foreach (var edge in edges)
            {
                steps.Add(new ScheduledStep(edge.Fiber, edge.Choice));
                if (inside)
                {
                    Pass(edge.To);
                }
            }
        }
    }
}
