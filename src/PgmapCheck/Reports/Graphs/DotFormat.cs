using System.Globalization;
using System.Text;
using Interleave.Strategies.StateGraphs;

namespace PgmapCheck.Reports.Graphs;

/// <summary>
/// Graphviz. A colour for each thread; ends have two rings, violations are red, the states of a counterexample are
/// bold.
/// </summary>
internal sealed class DotFormat : IGraphFormat
{
    // Dark enough on white, and told apart by most colour-blind readers (Okabe and Ito).
    private static readonly string[] s_colours =
    [
        "#0072B2",
        "#D55E00",
        "#009E73",
        "#CC79A7",
        "#56B4E9",
        "#E69F00",
        "#000000",
    ];

    public string Name => "dot";

    public string Write(string name, StateGraph graph)
    {
        var shape = graph.Shape;
        var path = graph.Path.ToHashSet();
        var pathSteps = graph.Path.Zip(graph.Path.Skip(1)).ToHashSet();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"digraph {Quote(name)} {{\n");
        text.Append(CultureInfo.InvariantCulture, $"  label={Quote(name)}; labelloc=t; fontname=\"sans-serif\";\n");
        text.Append(
            "  node [shape=circle, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n"
        );
        for (var state = 0; state < shape.NodeCount; state++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {state} [{AttributesOf(graph, state)}{(path.Contains(state) ? ", style=bold" : "")}];\n"
            );
        }

        for (var state = 0; state < shape.NodeCount; state++)
        {
            for (var edge = shape.FirstEdge(state); edge < shape.FirstEdge(state + 1); edge++)
            {
                var target = shape.Target(edge);
                var colour = s_colours[graph.Fiber(edge) % s_colours.Length];
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  {state} -> {target} [label={LabelOf(graph, edge)}, color=\"{colour}\", fontcolor=\"{colour}\""
                        + $"{(pathSteps.Contains((state, target)) ? ", penwidth=3" : "")}];\n"
                );
            }
        }

        return text.Append("}\n").ToString();
    }

    private static string AttributesOf(StateGraph graph, int state)
    {
        if (graph.Violations.TryGetValue(state, out var violation))
        {
            var broken = Quote($"{state}: {violation.Property}");
            return $"label={broken}, shape=box, color=\"#B00000\", fontcolor=\"#B00000\"";
        }

        var label = string.Create(CultureInfo.InvariantCulture, $"label=\"{state}\"");
        return graph.IsEnd(state) ? label + ", shape=doublecircle"
            : state == 0 ? label + ", shape=house"
            : label;
    }

    // The thread on a line of its own, which halves the drawing.
    private static string LabelOf(StateGraph graph, int edge) =>
        $"{Quote(graph.FiberNames[graph.Fiber(edge)])[..^1]}\\n{Quote(graph.Labels[graph.Label(edge)])[1..]}";

    private static string Quote(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .ReplaceLineEndings(" ");
        return $"\"{escaped}\"";
    }
}
