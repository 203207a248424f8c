using System.Collections.Immutable;

namespace PgmapCheck.Reports.Graphs;

/// <summary>The formats there are.</summary>
internal static class GraphFormats
{
    /// <summary>All, the default first.</summary>
    public static ImmutableArray<IGraphFormat> All { get; } =
    [new DotFormat(), new GraphMLFormat(), new AldebaranFormat()];
}
