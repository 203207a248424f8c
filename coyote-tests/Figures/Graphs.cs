using System.Diagnostics;
using System.Globalization;
using Interleave.Graphs;
using Interleave.QuikGraph;
using Interleave.Search;
using Interleave.Strategies.StateGraphs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties;
using QuikGraph;
using QuikGraph.Algorithms;

namespace PgmapCheck.Figures;

/// <summary>The algorithms of <c>Interleave.Graphs</c> beside QuikGraph's, on the state graph of one case.</summary>
internal static class Graphs
{
    private const string Name = "v5.10/gup-two-pages-vs-unplug";
    private const int Runs = 5;

    /// <summary>Prints the table: milliseconds, median of five runs.</summary>
    public static void Print(TextWriter writer)
    {
        var subject = Case.Of(KnownReleases.All).Single(known => known.Name == Name);
        var graph = StateGraph.Of(subject.Program, new SearchOptions());
        var (shape, view) = (graph.Shape, graph.ToQuikGraph());
        writer.WriteLine($"{Name}: {shape.NodeCount:N0} states, {shape.EdgeCount:N0} steps");
        writer.WriteLine("| | ours | QuikGraph, on the view | QuikGraph, on its own graph |");
        writer.WriteLine("| --- | --- | --- | --- |");
        AdjacencyGraph<int, NumberedEdge> own = null!;
        var build = Milliseconds(() => own = Copy(view));
        Row("build", "-", "0", build);
        Row(
            "components",
            Milliseconds(() => Components.Of(shape)),
            Milliseconds(() => view.StronglyConnectedComponents(new Dictionary<int, int>())),
            Milliseconds(() => own.StronglyConnectedComponents(new Dictionary<int, int>()))
        );
        Row(
            "breadth first",
            Milliseconds(() => ShortestPaths.From(shape, 0)),
            Milliseconds(() => view.TreeBreadthFirstSearch(0)),
            Milliseconds(() => own.TreeBreadthFirstSearch(0))
        );
        Row(
            "condensation",
            "-",
            Milliseconds(() =>
                view.CondensateStronglyConnected<int, NumberedEdge, AdjacencyGraph<int, NumberedEdge>>()
            ),
            Milliseconds(() => own.CondensateStronglyConnected<int, NumberedEdge, AdjacencyGraph<int, NumberedEdge>>())
        );
        Row("dominators", Milliseconds(() => Dominators.Of(shape, 0)), "-", "-");

        void Row(params ReadOnlySpan<string> cells) => writer.WriteLine($"| {string.Join(" | ", cells)} |");
    }

    private static AdjacencyGraph<int, NumberedEdge> Copy(DigraphView view)
    {
        var graph = new AdjacencyGraph<int, NumberedEdge>();
        graph.AddVertexRange(view.Vertices);
        graph.AddEdgeRange(view.Edges);
        return graph;
    }

    private static string Milliseconds(Action run)
    {
        run();
        var times = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            var clock = Stopwatch.StartNew();
            run();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return times[Runs / 2].ToString("0.0", CultureInfo.InvariantCulture) + " ms";
    }
}
