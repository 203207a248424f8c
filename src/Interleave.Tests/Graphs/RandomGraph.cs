using Interleave.Graphs;

namespace Interleave.Tests.Graphs;

/// <summary>Small graphs of every density, and what is true of them by definition.</summary>
internal sealed class RandomGraph
{
    private readonly bool[,] _reaches;

    public RandomGraph(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 13);
        var edges = new (int From, int To)[random.Next(0, 3 * count)];
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = (random.Next(count), random.Next(count));
        }

        Edges = edges;
        Graph = Digraph.Of(count, edges);
        _reaches = ReachesWithout(-1);
    }

    public (int From, int To)[] Edges { get; }

    public Digraph Graph { get; }

    public bool Reaches(int from, int to) => _reaches[from, to];

    /// <summary>Warshall's closure of the graph without one node.</summary>
    public bool[,] ReachesWithout(int left)
    {
        var count = Graph.NodeCount;
        var reaches = new bool[count, count];
        for (var node = 0; node < count; node++)
        {
            reaches[node, node] = node != left;
        }

        foreach (var (from, to) in Edges.Where(edge => edge.From != left && edge.To != left))
        {
            reaches[from, to] = true;
        }

        for (var via = 0; via < count; via++)
        {
            for (var from = 0; from < count; from++)
            {
                for (var to = 0; to < count; to++)
                {
                    reaches[from, to] |= reaches[from, via] && reaches[via, to];
                }
            }
        }

        return reaches;
    }

    /// <summary>The distance by Bellman's equations; -1 if there is no path.</summary>
    public int Distance(int from, int to)
    {
        var near = new HashSet<int> { from };
        for (var distance = 0; distance <= Graph.NodeCount; distance++)
        {
            if (near.Contains(to))
            {
                return distance;
            }

            near = [.. Edges.Where(edge => near.Contains(edge.From)).Select(edge => edge.To)];
        }

        return -1;
    }
}
