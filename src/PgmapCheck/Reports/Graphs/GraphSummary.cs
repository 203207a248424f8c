using Interleave.Graphs;
using Interleave.Strategies.StateGraphs;

namespace PgmapCheck.Reports.Graphs;

/// <summary>What a state graph says in a few lines.</summary>
internal static class GraphSummary
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Of(string name, StateGraph graph)
    {
        var distances = ShortestPaths.From(graph.Shape, 0);
        var components = Components.Of(graph.Shape);
        var cyclic = components.Sizes().Where(size => size > 1).ToArray();
        yield return $"{name}: {Quantity.Of(graph.Shape.NodeCount, "state")}, "
            + $"{Quantity.Of(graph.Shape.EdgeCount, "step")}, {Quantity.Of(graph.EndCount, "final state")}, "
            + $"no state more than {Quantity.Of(distances.Longest, "step")} away";
        yield return cyclic.Length == 0
            ? "  no way leads back to a state that it has left"
            : $"  {Quantity.Of(cyclic.Length, "component")} of more than one state, the largest of {cyclic.Max():N0}";
        var dominators = Dominators.Of(graph.Shape, 0);
        foreach (
            var broken in graph
                .Violations.GroupBy(entry => entry.Value.Property)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            var states = broken.Select(entry => entry.Key).Order().ToArray();
            var nearest = states
                .Where(state => distances[state] >= 0)
                .DefaultIfEmpty(-1)
                .MinBy(state => distances[state]);
            var gate = nearest < 0 ? 0 : Math.Max(0, dominators[nearest]);
            yield return $"  '{broken.Key}': violated in {Quantity.Of(states.Length, "state")}"
                + (
                    nearest < 0 || !graph.Path.IsEmpty
                        ? "" // of a part nobody knows what else leads there
                        : $", the nearest {Quantity.Of(distances[nearest], "step")} away; all ways to it pass state "
                            + $"{gate}, {Quantity.Of(distances[gate], "step")} from the start"
                );
        }
    }
}
