namespace Interleave.Graphs;

/// <summary>
/// Which nodes every path from a root passes: the dominator tree (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance
/// Algorithm", 2001).
/// </summary>
public sealed class Dominators
{
    private readonly int[] _immediate;

    private Dominators(int[] immediate) => _immediate = immediate;

    /// <summary>
    /// The last node before <paramref name="node"/> that every path from the root to it passes; -1 for the root, and
    /// for a node that cannot be reached.
    /// </summary>
    public int this[int node] => _immediate[node];

    /// <summary>Finds them.</summary>
    public static Dominators Of(Digraph graph, int root)
    {
        var order = Postorder(graph, root);
        var number = new int[graph.NodeCount];
        var immediate = new int[graph.NodeCount];
        Array.Fill(immediate, -1);
        for (var i = 0; i < order.Count; i++)
        {
            number[order[i]] = i;
        }

        var reversed = graph.Reversed();
        immediate[root] = root;
        for (var isChanged = true; isChanged; )
        {
            isChanged = false;
            for (var i = order.Count - 2; i >= 0; i--)
            {
                var found = -1;
                foreach (var from in reversed.Targets(order[i]))
                {
                    if (immediate[from] >= 0)
                    {
                        found = found < 0 ? from : Meet(from, found);
                    }
                }

                isChanged |= immediate[order[i]] != found;
                immediate[order[i]] = found;
            }
        }

        immediate[root] = -1;
        return new Dominators(immediate);

        int Meet(int a, int b)
        {
            while (a != b)
            {
                (a, b) = number[a] < number[b] ? (immediate[a], b) : (a, immediate[b]);
            }

            return a;
        }
    }

    private static List<int> Postorder(Digraph graph, int root)
    {
        var order = new List<int>();
        var isSeen = new bool[graph.NodeCount];
        var path = new Stack<(int Node, int Next)>();
        isSeen[root] = true;
        path.Push((root, graph.FirstEdge(root)));
        while (path.TryPop(out var top))
        {
            if (top.Next == graph.FirstEdge(top.Node + 1))
            {
                order.Add(top.Node);
                continue;
            }

            path.Push((top.Node, top.Next + 1));
            var target = graph.Target(top.Next);
            if (!isSeen[target])
            {
                isSeen[target] = true;
                path.Push((target, graph.FirstEdge(target)));
            }
        }

        return order;
    }
}
