namespace Interleave.Strategies.Livelocks;

/// <summary>
/// Looks in a component for a part that is strongly fair: a strongly connected one in which every fiber that can run
/// somewhere takes a step.
/// </summary>
/// <remarks>
/// Emerson and Lei, Science of Computer Programming 8(3), 1987: a fiber that takes no step in a component cannot take
/// one in a strongly fair part of it, so it must not be able to run there. Without the states in which it can, look
/// again.
/// </remarks>
internal sealed class FairPart
{
    private readonly ComponentGraph _graph;
    private readonly int[] _set; // which set a state belongs to; only edges inside a set count
    private readonly int[] _number; // in the order of visits; 0 if not visited
    private readonly int[] _low;
    private readonly bool[] _isOpen;
    private readonly Stack<int> _open = new();
    private int _sets;
    private int _visits;

    private FairPart(ComponentGraph graph)
    {
        _graph = graph;
        _set = new int[graph.Count];
        _number = new int[graph.Count];
        _low = new int[graph.Count];
        _isOpen = new bool[graph.Count];
    }

    /// <summary>The states of such a part; null if there is none.</summary>
    public static int[]? Find(ComponentGraph graph) => new FairPart(graph).Search();

    private int[]? Search()
    {
        var sets = new Stack<int[]>([
            [.. Enumerable.Range(0, _graph.Count)],
        ]);
        while (sets.TryPop(out var set))
        {
            _sets++;
            foreach (var node in set)
            {
                _set[node] = _sets;
                _number[node] = 0;
            }

            foreach (var part in set.Where(node => _number[node] == 0).SelectMany(ComponentsFrom).ToArray())
            {
                var (moved, enabled) = FibersOf(part);
                var waiting = enabled & ~moved;
                if (moved != 0 && waiting == 0)
                {
                    return part;
                }

                int[] rest = moved == 0 ? [] : [.. part.Where(node => (_graph.EnabledIn(node) & waiting) == 0)];
                if (rest.Length > 0)
                {
                    sets.Push(rest);
                }
            }
        }

        return null;
    }

    private (uint Moved, uint Enabled) FibersOf(int[] part)
    {
        var (moved, enabled) = (0u, 0u);
        var set = ++_sets; // of its own, so that edges between parts do not count
        foreach (var node in part)
        {
            _set[node] = set;
        }

        foreach (var node in part)
        {
            enabled |= _graph.EnabledIn(node);
            foreach (var edge in _graph.EdgesFrom(node))
            {
                moved |= _set[edge.To] == set ? 1u << edge.Fiber : 0;
            }
        }

        return (moved, enabled);
    }

    // Tarjan once more, on edges that are there.
    private List<int[]> ComponentsFrom(int start)
    {
        var parts = new List<int[]>();
        var path = new Stack<(int Node, int Edge)>();
        Visit(start, path);
        while (path.TryPop(out var level))
        {
            var edges = _graph.EdgesFrom(level.Node);
            if (level.Edge < edges.Length)
            {
                path.Push((level.Node, level.Edge + 1));
                var to = edges[level.Edge].To;
                if (_set[to] != _set[level.Node])
                {
                    continue;
                }

                if (_number[to] == 0)
                {
                    Visit(to, path);
                }
                else if (_isOpen[to])
                {
                    _low[level.Node] = Math.Min(_low[level.Node], _number[to]);
                }

                continue;
            }

            if (_low[level.Node] == _number[level.Node])
            {
                parts.Add(PopTo(level.Node));
            }

            if (path.TryPeek(out var parent))
            {
                _low[parent.Node] = Math.Min(_low[parent.Node], _low[level.Node]);
            }
        }

        return parts;
    }

    private void Visit(int node, Stack<(int Node, int Edge)> path)
    {
        _number[node] = _low[node] = ++_visits;
        _open.Push(node);
        _isOpen[node] = true;
        path.Push((node, 0));
    }

    private int[] PopTo(int root)
    {
        var part = new List<int>();
        do
        {
            part.Add(_open.Pop());
            _isOpen[part[^1]] = false;
        } while (part[^1] != root);
        return [.. part];
    }
}
