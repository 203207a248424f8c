using System.Collections.Immutable;
using Interleave.Strategies.StateGraphs;

namespace PgmapCheck.Reports.Graphs;

/// <summary>One way to write a state graph down.</summary>
internal interface IGraphFormat
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>The graph as text. The same program gives the same text.</summary>
    /// <param name="name">What it is a graph of.</param>
    /// <param name="graph">The graph.</param>
    string Write(string name, StateGraph graph);
}

/// <summary>The formats there are.</summary>
internal static class GraphFormats
{
    /// <summary>All, the default first.</summary>
    public static ImmutableArray<IGraphFormat> All { get; } =
    [new DotFormat(), new GraphMLFormat(), new AldebaranFormat()];
}
