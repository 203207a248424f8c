using System.Collections.Immutable;
using Interleave.Graphs;

namespace Interleave.Reduction;

/// <summary>Which edges between local states lead forward, so that no way of such edges comes back to where it
/// was.</summary>
/// <remarks>
/// An edge does not if it closes a loop: if every way to where it begins has passed where it leads to. Loops that are
/// entered at two places have no such edge, and there no edge leads forward. That depends on the edges alone, not on
/// the order in which they were met, so that searches that met the same agree.
/// </remarks>
internal sealed class CycleProviso
{
    private readonly Components _components;

    /// <summary>Finds them.</summary>
    /// <param name="nodes">How many local states there are.</param>
    /// <param name="starts">Where fibers start.</param>
    /// <param name="edges">From where to where.</param>
    public CycleProviso(int nodes, IEnumerable<int> starts, ImmutableArray<(int From, int To)> edges)
    {
        var root = nodes;
        var dominators = Dominators.Of(
            Digraph.Of(nodes + 1, [.. edges, .. starts.Select(start => (root, start))]),
            root
        );
        _components = Components.Of(
            Digraph.Of(nodes, [.. edges.Where(edge => !ClosesLoop(dominators, edge.From, edge.To))])
        );
    }

    /// <summary>
    /// Whether an edge leads forward; it need not be a known one. One that closes a loop does not: a way without
    /// detours to where it begins passes where it leads to, and closes no loop itself.
    /// </summary>
    public bool Holds(int from, int to) => _components[to] < _components[from];

    private static bool ClosesLoop(Dominators dominators, int from, int to)
    {
        while (from != to && from >= 0)
        {
            from = dominators[from];
        }

        return from == to;
    }
}
