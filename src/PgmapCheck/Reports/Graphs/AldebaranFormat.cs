using System.Globalization;
using System.Text;
using Interleave.Strategies.StateGraphs;

namespace PgmapCheck.Reports.Graphs;

/// <summary>
/// Aldebaran's format for labelled transition systems (<c>aut</c>(5) of CADP; mCRL2 reads it too). It has no place for
/// what holds in a state, so a step that ends in a violation says so in its label.
/// </summary>
internal sealed class AldebaranFormat : IGraphFormat
{
    public string Name => "aut";

    public string Write(string name, StateGraph graph)
    {
        var shape = graph.Shape;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"des (0, {shape.EdgeCount}, {shape.NodeCount})\n");
        for (var state = 0; state < shape.NodeCount; state++)
        {
            for (var edge = shape.FirstEdge(state); edge < shape.FirstEdge(state + 1); edge++)
            {
                var target = shape.Target(edge);
                var label =
                    graph.Describe(edge)
                    + (
                        graph.Violations.TryGetValue(target, out var violation) ? $" VIOLATES {violation.Property}" : ""
                    );
                text.Append(CultureInfo.InvariantCulture, $"({state}, \"{label.Replace('"', '\'')}\", {target})\n");
            }
        }

        return text.ToString();
    }
}
