using Interleave.Graphs;
using QuikGraph;

namespace Interleave.QuikGraph.Tests;

/// <summary>What the view says of a graph with a loop, two edges with the same ends, and a node without any.</summary>
public sealed class DigraphViewTests
{
    private static readonly (int From, int To)[] s_edges = [(0, 1), (1, 0), (0, 1), (1, 1), (0, 2)];

    private readonly DigraphView _view = new(Digraph.Of(4, s_edges));

    [Fact]
    public void It_has_every_node_and_edge()
    {
        Assert.Equal((4, 5), (_view.VertexCount, _view.EdgeCount));
        Assert.Equal([0, 1, 2, 3], _view.Vertices);
        Assert.Equal(s_edges.OrderBy(edge => edge.From), _view.Edges.Select(edge => (edge.Source, edge.Target)));
        Assert.Equal(Enumerable.Range(0, 5), _view.Edges.Select(edge => edge.Number));
        Assert.True(_view.Edges.All(_view.ContainsEdge));
        Assert.False(_view.IsVerticesEmpty || _view.IsEdgesEmpty);
    }

    [Fact]
    public void Edges_are_found_by_their_ends()
    {
        Assert.True(_view.TryGetEdges(0, 1, out var both));
        Assert.Equal([0, 1], both.Select(edge => edge.Number));
        Assert.True(_view.TryGetEdge(1, 1, out var loop));
        Assert.Equal(new NumberedEdge(1, 1, 4), loop);
        Assert.False(_view.ContainsEdge(2, 0));
        Assert.False(_view.ContainsEdge(new NumberedEdge(0, 1, 4)));
        Assert.False(_view.TryGetEdges(0, 4, out _));
        Assert.True(_view.IsOutEdgesEmpty(3));
        Assert.Equal(new NumberedEdge(0, 2, 2), _view.OutEdge(0, 2));
    }

    [Fact]
    public void What_is_no_node_is_refused()
    {
        Assert.False(_view.TryGetOutEdges(4, out _));
        Assert.Throws<VertexNotFoundException>(() => _view.OutEdges(-1));
        Assert.Throws<VertexNotFoundException>(() => _view.OutDegree(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => _view.OutEdge(2, 0));
    }
}
