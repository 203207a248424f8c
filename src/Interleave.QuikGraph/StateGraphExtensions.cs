using Interleave.Strategies.StateGraphs;

namespace Interleave.QuikGraph;

/// <summary>State graphs for QuikGraph's algorithms.</summary>
public static class StateGraphExtensions
{
    /// <summary>The states and steps as QuikGraph wants them; nothing is copied.</summary>
    public static DigraphView ToQuikGraph(this StateGraph graph) => new(graph.Shape);
}
