using Interleave.Graphs;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Strategies.StateGraphs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties;
using QuikGraph;
using QuikGraph.Algorithms;

namespace Interleave.QuikGraph.Tests;

/// <summary>Components, their condensation, shortest paths and dominators by QuikGraph and by ours, on the same
/// graphs.</summary>
public sealed class AlgorithmTests
{
    private const int MaxStates = 20_000;

    [Fact]
    public void They_agree_on_random_graphs()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            Compare(Random(new Random(seed)), $"seed {seed}");
        }
    }

    [Fact]
    public void They_agree_on_state_graphs()
    {
        var (compared, circular) = (0, 0);
        foreach (var entry in Case.Of([KnownReleases.V4_18, KnownReleases.V6_15]))
        {
            if (GraphOf(entry.Program) is { } graph)
            {
                Compare(graph, entry.Name);
                compared++;
                circular += Components.Of(graph).Count < graph.NodeCount ? 1 : 0;
            }
        }

        Assert.True(compared > 0 && circular > 0, $"{compared} compared, {circular} of them with a way back");
    }

    [Fact]
    public void A_condensation_has_a_node_for_each_component_and_no_way_back()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var graph = Random(new Random(seed));
            var condensation = new DigraphView(graph).CondensateStronglyConnected<
                int,
                NumberedEdge,
                AdjacencyGraph<int, NumberedEdge>
            >();

            Assert.Equal(Components.Of(graph).Count, condensation.VertexCount);
            Assert.True(condensation.IsDirectedAcyclicGraph(), $"seed {seed}");
        }
    }

    // QuikGraph has no dominators: who is cut off when a node is taken out has it for one.
    [Fact]
    public void Who_is_cut_off_without_a_node_has_it_for_a_dominator()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var graph = Random(new Random(seed));
            var view = new DigraphView(graph);
            var dominators = Dominators.Of(graph, 0);
            var all = Reached(view, without: -1);
            for (var node = 1; node < graph.NodeCount; node++)
            {
                var left = Reached(view, node);
                foreach (var other in all.Where(other => other != node))
                {
                    Assert.True(
                        IsAbove(dominators, node, other) != left.Contains(other),
                        $"seed {seed}: {node}, {other}"
                    );
                }
            }
        }
    }

    private static HashSet<int> Reached(DigraphView view, int without)
    {
        var graph = new AdjacencyGraph<int, NumberedEdge>();
        graph.AddVertex(0);
        graph.AddVerticesAndEdgeRange(view.Edges.Where(edge => edge.Source != without && edge.Target != without));
        var pathTo = graph.TreeBreadthFirstSearch(0);
        return [0, .. graph.Vertices.Where(node => pathTo(node, out _))];
    }

    private static bool IsAbove(Dominators dominators, int node, int other)
    {
        while (other > 0 && other != node)
        {
            other = dominators[other];
        }

        return other == node;
    }

    private static void Compare(Digraph graph, string name)
    {
        var view = new DigraphView(graph);
        var theirs = new Dictionary<int, int>();
        var ours = Components.Of(graph);
        Assert.True(view.StronglyConnectedComponents(theirs) == ours.Count, $"{name}: components");

        // As many components, and each of theirs in one of ours: they are the same.
        var match = new Dictionary<int, int>();
        foreach (var (node, component) in theirs)
        {
            match.TryAdd(component, ours[node]);
            Assert.True(match[component] == ours[node], $"{name}: component of node {node}");
        }

        Assert.Equal(ours.Count, match.Values.Distinct().Count());

        var paths = ShortestPaths.From(graph, 0);
        var pathTo = view.ShortestPathsDijkstra(_ => 1, 0);
        for (var node = 1; node < graph.NodeCount; node++)
        {
            var distance = pathTo(node, out var path) ? path.Count() : -1;
            Assert.True(distance == paths[node], $"{name}: distance of node {node}");
        }
    }

    private static Digraph Random(Random random)
    {
        var count = random.Next(1, 60);
        var edges = new (int, int)[random.Next(0, 3 * count)];
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = (random.Next(count), random.Next(count));
        }

        return Digraph.Of(count, edges);
    }

    private static Digraph? GraphOf(ConcurrentProgram program)
    {
        try
        {
            return StateGraph
                .Of(program, new SearchOptions { Bounds = new SearchBounds { MaxStates = MaxStates } })
                .Shape;
        }
        catch (GraphTooLargeException)
        {
            return null;
        }
    }
}
