using System.Globalization;
using System.Text;
using System.Xml;
using Interleave.Graphs;
using Interleave.Strategies.StateGraphs;

namespace PgmapCheck.Reports.Graphs;

/// <summary>GraphML (graphml.graphdrawing.org), with what the graph's algorithms say about each state.</summary>
internal sealed class GraphMLFormat : IGraphFormat
{
    private const string Namespace = "http://graphml.graphdrawing.org/xmlns";

    private static readonly (string Name, string For, string Type)[] s_keys =
    [
        ("distance", "node", "int"),
        ("component", "node", "int"),
        ("dominator", "node", "int"),
        ("end", "node", "boolean"),
        ("violates", "node", "string"),
        ("path", "node", "boolean"),
        ("thread", "edge", "string"),
        ("step", "edge", "string"),
    ];

    public string Name => "graphml";

    public string Write(string name, StateGraph graph)
    {
        var text = new StringBuilder();
        using (
            var xml = XmlWriter.Create(
                new Utf8Text(text),
                new XmlWriterSettings
                {
                    Indent = true,
                    NewLineChars = "\n",
                    CheckCharacters = false,
                }
            )
        )
        {
            xml.WriteStartElement("graphml", Namespace);
            foreach (var (key, forWhat, type) in s_keys)
            {
                xml.WriteStartElement("key");
                xml.WriteAttributeString("id", key);
                xml.WriteAttributeString("for", forWhat);
                xml.WriteAttributeString("attr.name", key);
                xml.WriteAttributeString("attr.type", type);
                xml.WriteEndElement();
            }

            xml.WriteStartElement("graph");
            xml.WriteText("id", name);
            xml.WriteAttributeString("edgedefault", "directed");
            WriteStates(xml, graph);
            WriteSteps(xml, graph);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static void WriteStates(XmlWriter xml, StateGraph graph)
    {
        var distances = ShortestPaths.From(graph.Shape, 0);
        var components = Components.Of(graph.Shape);
        var dominators = Dominators.Of(graph.Shape, 0);
        var path = graph.Path.ToHashSet();
        for (var state = 0; state < graph.Shape.NodeCount; state++)
        {
            xml.WriteStartElement("node");
            xml.WriteAttributeString("id", Id(state));
            Data(xml, "distance", Number(distances[state]));
            Data(xml, "component", Number(components[state]));
            Data(xml, "dominator", dominators[state] < 0 ? null : Number(dominators[state]));
            Data(xml, "end", graph.IsEnd(state) ? "true" : null);
            Data(xml, "violates", graph.Violations.TryGetValue(state, out var violation) ? violation.Property : null);
            Data(xml, "path", path.Contains(state) ? "true" : null);
            xml.WriteEndElement();
        }
    }

    private static void WriteSteps(XmlWriter xml, StateGraph graph)
    {
        for (var state = 0; state < graph.Shape.NodeCount; state++)
        {
            for (var edge = graph.Shape.FirstEdge(state); edge < graph.Shape.FirstEdge(state + 1); edge++)
            {
                xml.WriteStartElement("edge");
                xml.WriteAttributeString("source", Id(state));
                xml.WriteAttributeString("target", Id(graph.Shape.Target(edge)));
                Data(xml, "thread", graph.FiberNames[graph.Fiber(edge)]);
                Data(xml, "step", graph.Labels[graph.Label(edge)]);
                xml.WriteEndElement();
            }
        }
    }

    private static void Data(XmlWriter xml, string key, string? value)
    {
        if (value is not null)
        {
            xml.WriteStartElement("data");
            xml.WriteAttributeString("key", key);
            xml.WriteText(value);
            xml.WriteEndElement();
        }
    }

    private static string Id(int state) => "s" + Number(state);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed class Utf8Text(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
