namespace Interleave.Graphs;

/// <summary>The strongly connected components of a graph (Tarjan, SIAM J. Comput. 1(2), 1972), without
/// recursion.</summary>
public sealed class Components
{
    private readonly int[] _of;

    private Components(int[] of, int count) => (_of, Count) = (of, count);

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The component of a node. An edge from one component to another leads to a smaller number.</summary>
    public int this[int node] => _of[node];

    /// <summary>Finds them.</summary>
    public static Components Of(Digraph graph)
    {
        var of = new int[graph.NodeCount];
        var index = new int[graph.NodeCount]; // 0: not seen yet
        var low = new int[graph.NodeCount];
        var next = new int[graph.NodeCount];
        var path = new Stack<int>();
        var open = new Stack<int>();
        var (seen, count) = (0, 0);
        Array.Fill(of, -1);
        for (var root = 0; root < graph.NodeCount; root++)
        {
            if (index[root] == 0)
            {
                Enter(root);
            }

            while (path.TryPeek(out var node))
            {
                if (next[node] < graph.FirstEdge(node + 1))
                {
                    var target = graph.Target(next[node]++);
                    if (index[target] == 0)
                    {
                        Enter(target);
                    }
                    else if (of[target] < 0)
                    {
                        low[node] = Math.Min(low[node], index[target]);
                    }
                }
                else
                {
                    Leave(path.Pop());
                }
            }
        }

        return new Components(of, count);

        void Enter(int node)
        {
            index[node] = low[node] = ++seen;
            next[node] = graph.FirstEdge(node);
            path.Push(node);
            open.Push(node);
        }

        void Leave(int node)
        {
            if (path.TryPeek(out var parent))
            {
                low[parent] = Math.Min(low[parent], low[node]);
            }

            if (low[node] == index[node])
            {
                int member;
                do
                {
                    member = open.Pop();
                    of[member] = count;
                } while (member != node);
                count++;
            }
        }
    }

    /// <summary>How many nodes each component has.</summary>
    public int[] Sizes()
    {
        var sizes = new int[Count];
        foreach (var component in _of)
        {
            sizes[component]++;
        }

        return sizes;
    }
}
