using System.Runtime.InteropServices;
using Interleave.Execution.States;
using Interleave.Search;

namespace Interleave.Strategies.Livelocks;

/// <summary>One component of a state graph with all its states and edges, for what is decided edge by edge.</summary>
internal sealed class ComponentGraph
{
    private readonly SearchRun _run;
    private readonly SequentialExecution _execution;
    private readonly List<int> _vectors = [];
    private readonly List<uint> _enabled = [];
    private readonly List<int> _firstEdge = [];
    private readonly List<ComponentEdge> _edges = [];
    private readonly Dictionary<(ulong, ulong), int> _nodes = [];

    private ComponentGraph(SearchRun run)
    {
        _run = run;
        _execution = run.Execution;
    }

    /// <summary>How many states there are; state 0 is where the graph was built from.</summary>
    public int Count => _enabled.Count;

    private long Bytes =>
        (4L * (_vectors.Capacity + _enabled.Capacity + _firstEdge.Capacity)) + (8L * _edges.Capacity) + (48L * Count);

    /// <summary>Takes every step again that stays inside, from the state that the execution is in.</summary>
    /// <param name="run">Whose execution and bounds.</param>
    /// <param name="isInside">Whether the execution's state belongs to the component.</param>
    /// <param name="bytes">How much memory is in use already.</param>
    /// <returns>Null if a bound was met.</returns>
    public static ComponentGraph? Build(SearchRun run, Func<bool> isInside, long bytes)
    {
        var graph = new ComponentGraph(run);
        graph.NodeOf();
        for (var node = 0; node < graph.Count; node++)
        {
            run.PeakBytes = Math.Max(run.PeakBytes, bytes + graph.Bytes);
            if (run.MustStop(0, graph.Count - node, bytes + graph.Bytes))
            {
                return null;
            }

            graph.Expand(node, isInside);
        }

        graph._firstEdge.Add(graph._edges.Count);
        return graph;
    }

    /// <summary>The fibers that can take a step in a state.</summary>
    public uint EnabledIn(int node) => _enabled[node];

    /// <summary>The steps from a state that stay inside.</summary>
    public ReadOnlySpan<ComponentEdge> EdgesFrom(int node) =>
        CollectionsMarshal.AsSpan(_edges)[_firstEdge[node].._firstEdge[node + 1]];

    /// <summary>A state, as <see cref="SequentialExecution.Restore"/> takes it.</summary>
    public ReadOnlySpan<int> Vector(int node) =>
        CollectionsMarshal.AsSpan(_vectors).Slice(node * _execution.VectorLength, _execution.VectorLength);

    /// <summary>The node of the execution's state, by full comparison; -1 if it has none.</summary>
    public int Find()
    {
        if (!_nodes.TryGetValue((_execution.First, _execution.Second), out var node))
        {
            return -1;
        }

        Span<int> state = new int[_execution.VectorLength];
        _execution.Save(state);
        return state.SequenceEqual(Vector(node)) ? node : -1;
    }

    private void Expand(int node, Func<bool> isInside)
    {
        _firstEdge.Add(_edges.Count);
        _execution.Restore(Vector(node));
        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            var choices = _execution.IsEnabled(fiber) ? _execution.Choices(fiber) : 0;
            for (var choice = 0; choice < choices; choice++)
            {
                if (_execution.Step(fiber, choice, out var undo, out _) is null && isInside())
                {
                    _edges.Add(new ComponentEdge(NodeOf(), (byte)fiber, (ushort)choice));
                }

                _run.Transitions++;
                _execution.Undo(undo);
            }
        }
    }

    private int NodeOf()
    {
        ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _nodes,
            (_execution.First, _execution.Second),
            out var isKnown
        );
        if (!isKnown)
        {
            node = Count;
            _enabled.Add(_execution.Enabled());
            var at = _vectors.Count;
            CollectionsMarshal.SetCount(_vectors, at + _execution.VectorLength);
            _execution.Save(CollectionsMarshal.AsSpan(_vectors)[at..]);
        }

        return node;
    }
}

/// <summary>A step from one state of a component to another.</summary>
/// <param name="To">The state after it.</param>
/// <param name="Fiber">The fiber that takes it.</param>
/// <param name="Choice">Which way it goes.</param>
internal readonly record struct ComponentEdge(int To, byte Fiber, ushort Choice);
