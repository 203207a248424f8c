using Interleave.Search;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Graphs;

namespace PgmapCheck.Runs;

/// <summary>What <c>pgmapcheck graph</c> is asked to do.</summary>
/// <param name="Selection">The case: exactly one.</param>
/// <param name="Format">How to write it.</param>
internal sealed record GraphRequest(CaseSelection Selection, IGraphFormat Format)
{
    /// <summary>Bounds of the graph, and of the search for the counterexample.</summary>
    public required SearchBounds Bounds { get; init; }

    /// <summary>Where to write it; null for the standard output.</summary>
    public string? Output { get; init; }

    /// <summary>True to have Graphviz draw it.</summary>
    public bool IsDrawn { get; init; }

    /// <summary>The property, or a part of its name, whose counterexample to show; empty for the first; null for the
    /// whole graph.</summary>
    public string? AroundBug { get; init; }

    /// <summary>How many steps around the counterexample.</summary>
    public int Within { get; init; }
}
