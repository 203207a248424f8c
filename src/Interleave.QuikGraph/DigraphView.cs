using System.Diagnostics.CodeAnalysis;
using Interleave.Graphs;
using QuikGraph;

namespace Interleave.QuikGraph;

/// <summary>
/// A graph as QuikGraph's algorithms want it. It is a view: nodes and edges stay where they are, and an edge is made
/// when it is asked for. For a state graph: <c>new DigraphView(graph.Shape)</c>.
/// </summary>
/// <param name="graph">The graph.</param>
public sealed class DigraphView(Digraph graph) : IVertexAndEdgeListGraph<int, NumberedEdge>
{
    /// <inheritdoc/>
    public bool IsDirected => true;

    /// <inheritdoc/>
    public bool AllowParallelEdges => true;

    /// <inheritdoc/>
    public bool IsVerticesEmpty => graph.NodeCount == 0;

    /// <inheritdoc/>
    public int VertexCount => graph.NodeCount;

    /// <inheritdoc/>
    public IEnumerable<int> Vertices => Enumerable.Range(0, graph.NodeCount);

    /// <inheritdoc/>
    public bool IsEdgesEmpty => graph.EdgeCount == 0;

    /// <inheritdoc/>
    public int EdgeCount => graph.EdgeCount;

    /// <inheritdoc/>
    public IEnumerable<NumberedEdge> Edges => Vertices.SelectMany(OutEdges);

    /// <inheritdoc/>
    public bool ContainsVertex(int vertex) => (uint)vertex < (uint)graph.NodeCount;

    /// <inheritdoc/>
    public bool ContainsEdge(NumberedEdge edge) =>
        ContainsVertex(edge.Source)
        && edge.Number >= graph.FirstEdge(edge.Source)
        && edge.Number < graph.FirstEdge(edge.Source + 1)
        && graph.Target(edge.Number) == edge.Target;

    /// <inheritdoc/>
    public bool ContainsEdge(int source, int target) => TryGetEdge(source, target, out _);

    /// <inheritdoc/>
    public bool IsOutEdgesEmpty(int vertex) => OutDegree(vertex) == 0;

    /// <inheritdoc/>
    public int OutDegree(int vertex) => graph.FirstEdge(Existing(vertex) + 1) - graph.FirstEdge(vertex);

    /// <inheritdoc/>
    public NumberedEdge OutEdge(int vertex, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)OutDegree(vertex));
        var edge = graph.FirstEdge(vertex) + index;
        return new NumberedEdge(vertex, graph.Target(edge), edge);
    }

    /// <inheritdoc/>
    public IEnumerable<NumberedEdge> OutEdges(int vertex) =>
        Enumerable
            .Range(graph.FirstEdge(Existing(vertex)), OutDegree(vertex))
            .Select(edge => new NumberedEdge(vertex, graph.Target(edge), edge));

    /// <inheritdoc/>
    public bool TryGetOutEdges(int vertex, [NotNullWhen(true)] out IEnumerable<NumberedEdge>? edges)
    {
        edges = ContainsVertex(vertex) ? OutEdges(vertex) : null;
        return edges is not null;
    }

    /// <inheritdoc/>
    public bool TryGetEdge(int source, int target, out NumberedEdge edge)
    {
        edge = default;
        if (!TryGetEdges(source, target, out var edges))
        {
            return false;
        }

        foreach (var found in edges)
        {
            edge = found;
            return true;
        }

        return false;
    }

    /// <summary>The edges from one node to another; true if both are nodes, even where there is no edge.</summary>
    public bool TryGetEdges(int source, int target, [NotNullWhen(true)] out IEnumerable<NumberedEdge>? edges)
    {
        edges =
            ContainsVertex(source) && ContainsVertex(target)
                ? OutEdges(source).Where(edge => edge.Target == target)
                : null;
        return edges is not null;
    }

    private int Existing(int vertex) => ContainsVertex(vertex) ? vertex : throw new VertexNotFoundException();
}
