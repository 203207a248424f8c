using System.Collections.Immutable;

namespace Interleave.Graphs;

/// <summary>Shortest paths from some nodes to all others, each edge counting one: a breadth-first walk.</summary>
public sealed class ShortestPaths
{
    private readonly int[] _distance;
    private readonly int[] _edge;
    private readonly int[] _from;

    private ShortestPaths(int[] distance, int[] edge, int[] from) => (_distance, _edge, _from) = (distance, edge, from);

    /// <summary>How many edges a node is away; -1 if there is no path to it.</summary>
    public int this[int node] => _distance[node];

    /// <summary>The greatest distance of a node that can be reached.</summary>
    public int Longest => _distance.Max();

    /// <summary>Finds them.</summary>
    public static ShortestPaths From(Digraph graph, params ReadOnlySpan<int> sources)
    {
        var distance = new int[graph.NodeCount];
        var (edge, from) = (new int[graph.NodeCount], new int[graph.NodeCount]);
        Array.Fill(distance, -1);
        var queue = new Queue<int>();
        foreach (var source in sources)
        {
            distance[source] = 0;
            edge[source] = from[source] = -1;
            queue.Enqueue(source);
        }

        while (queue.TryDequeue(out var node))
        {
            for (var next = graph.FirstEdge(node); next < graph.FirstEdge(node + 1); next++)
            {
                var target = graph.Target(next);
                if (distance[target] < 0)
                {
                    distance[target] = distance[node] + 1;
                    (edge[target], from[target]) = (next, node);
                    queue.Enqueue(target);
                }
            }
        }

        return new ShortestPaths(distance, edge, from);
    }

    /// <summary>The edges of a shortest path to a node, in order; none to a source.</summary>
    /// <exception cref="ArgumentException">There is no path to the node.</exception>
    public ImmutableArray<int> EdgesTo(int node)
    {
        if (_distance[node] < 0)
        {
            throw new ArgumentException($"there is no path to node {node}", nameof(node));
        }

        var edges = new int[_distance[node]];
        for (; _distance[node] > 0; node = _from[node])
        {
            edges[_distance[node] - 1] = _edge[node];
        }

        return [.. edges];
    }
}
