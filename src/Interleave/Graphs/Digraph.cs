using System.Collections.Immutable;

namespace Interleave.Graphs;

/// <summary>A directed graph in two flat arrays: compressed sparse rows. Nodes and edges are numbered from 0.</summary>
public sealed class Digraph
{
    private readonly int[] _firstEdge;
    private readonly int[] _targets;

    internal Digraph(int[] firstEdge, int[] targets) => (_firstEdge, _targets) = (firstEdge, targets);

    /// <summary>How many nodes there are.</summary>
    public int NodeCount => _firstEdge.Length - 1;

    /// <summary>How many edges there are; two of them may have the same ends.</summary>
    public int EdgeCount => _targets.Length;

    /// <summary>Makes a graph.</summary>
    /// <param name="nodeCount">How many nodes.</param>
    /// <param name="edges">From where to where; the edges of one node keep their order.</param>
    /// <exception cref="ArgumentOutOfRangeException">An end of an edge is no node.</exception>
    public static Digraph Of(int nodeCount, IReadOnlyCollection<(int From, int To)> edges)
    {
        var first = new int[nodeCount + 1];
        foreach (var (from, to) in edges)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)from, (uint)nodeCount);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)to, (uint)nodeCount);
            first[from + 1]++;
        }

        for (var node = 0; node < nodeCount; node++)
        {
            first[node + 1] += first[node];
        }

        var next = first.ToArray();
        var targets = new int[edges.Count];
        foreach (var (from, to) in edges)
        {
            targets[next[from]++] = to;
        }

        return new Digraph(first, targets);
    }

    /// <summary>The number of a node's first edge; its last one is before the first of the next node.</summary>
    /// <param name="node">A node, or <see cref="NodeCount"/> for the end of the last one's edges.</param>
    public int FirstEdge(int node) => _firstEdge[node];

    /// <summary>Where an edge leads.</summary>
    public int Target(int edge) => _targets[edge];

    /// <summary>Where the edges of a node lead.</summary>
    public ReadOnlySpan<int> Targets(int node) => _targets.AsSpan(_firstEdge[node].._firstEdge[node + 1]);

    /// <summary>The graph with every edge turned round.</summary>
    public Digraph Reversed()
    {
        var edges = ImmutableArray.CreateBuilder<(int, int)>(EdgeCount);
        for (var node = 0; node < NodeCount; node++)
        {
            foreach (var target in Targets(node))
            {
                edges.Add((target, node));
            }
        }

        return Of(NodeCount, edges);
    }
}
