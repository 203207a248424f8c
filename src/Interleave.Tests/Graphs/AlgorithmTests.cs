using Interleave.Graphs;

namespace Interleave.Tests.Graphs;

/// <summary>The graph algorithms against their definitions, on random graphs.</summary>
public sealed class AlgorithmTests
{
    private const int Graphs = 400;

    private static IEnumerable<RandomGraph> All => Enumerable.Range(0, Graphs).Select(seed => new RandomGraph(seed));

    [Fact]
    public void Rows_hold_the_edges_in_their_order()
    {
        foreach (var random in All)
        {
            var graph = random.Graph;
            var rows = Enumerable
                .Range(0, graph.NodeCount)
                .SelectMany(node => graph.Targets(node).ToArray().Select(target => (node, target)));
            Assert.Equal(random.Edges.OrderBy(edge => edge.From), rows);
            Assert.Equal(
                random.Edges.Select(edge => (edge.To, edge.From)).Order(),
                Enumerable
                    .Range(0, graph.NodeCount)
                    .SelectMany(node => graph.Reversed().Targets(node).ToArray().Select(target => (node, target)))
                    .Order()
            );
        }
    }

    [Fact]
    public void An_edge_needs_two_nodes() => Assert.Throws<ArgumentOutOfRangeException>(() => Digraph.Of(2, [(0, 2)]));

    [Fact]
    public void A_component_is_who_reach_each_other()
    {
        foreach (var random in All)
        {
            var components = Components.Of(random.Graph);
            Assert.Equal(random.Graph.NodeCount, components.Sizes().Sum());
            Assert.DoesNotContain(0, components.Sizes());
            foreach (var (a, b) in Pairs(random))
            {
                Assert.Equal(random.Reaches(a, b) && random.Reaches(b, a), components[a] == components[b]);
                Assert.True(!random.Reaches(a, b) || components[b] <= components[a]);
            }
        }
    }

    [Fact]
    public void A_shortest_path_is_one_and_none_is_shorter()
    {
        foreach (var random in All)
        {
            var paths = ShortestPaths.From(random.Graph, 0);
            for (var node = 0; node < random.Graph.NodeCount; node++)
            {
                Assert.Equal(random.Distance(0, node), paths[node]);
                if (paths[node] < 0)
                {
                    Assert.Throws<ArgumentException>(() => paths.EdgesTo(node));
                    continue;
                }

                var at = 0;
                foreach (var edge in paths.EdgesTo(node))
                {
                    Assert.InRange(edge, random.Graph.FirstEdge(at), random.Graph.FirstEdge(at + 1) - 1);
                    at = random.Graph.Target(edge);
                }

                Assert.Equal((node, paths[node]), (at, paths.EdgesTo(node).Length));
            }
        }
    }

    [Fact]
    public void Paths_from_several_nodes_start_at_the_nearest()
    {
        foreach (var random in All)
        {
            var last = random.Graph.NodeCount - 1;
            var paths = ShortestPaths.From(random.Graph, 0, last);
            for (var node = 0; node <= last; node++)
            {
                int[] distances = [random.Distance(0, node), random.Distance(last, node)];
                Assert.Equal(distances.Where(distance => distance >= 0).DefaultIfEmpty(-1).Min(), paths[node]);
            }
        }
    }

    // a dominates b if b cannot be reached without a; the immediate dominator is the one that all others dominate.
    [Fact]
    public void A_dominator_is_on_every_path()
    {
        foreach (var random in All)
        {
            var dominators = Dominators.Of(random.Graph, 0);
            var count = random.Graph.NodeCount;
            var without = Enumerable.Range(0, count).Select(random.ReachesWithout).ToArray();
            for (var node = 0; node < count; node++)
            {
                var strict = !random.Reaches(0, node)
                    ? []
                    : Enumerable.Range(0, count).Where(a => a != node && !without[a][0, node]).ToHashSet();
                var chain = new HashSet<int>();
                for (var at = dominators[node]; at >= 0; at = dominators[at])
                {
                    chain.Add(at);
                }

                Assert.Equal(strict.Order(), chain.Order());
            }
        }
    }

    private static IEnumerable<(int A, int B)> Pairs(RandomGraph random) =>
        from a in Enumerable.Range(0, random.Graph.NodeCount)
        from b in Enumerable.Range(0, random.Graph.NodeCount)
        select (a, b);
}
