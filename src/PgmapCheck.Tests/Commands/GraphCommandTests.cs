using System.Text.RegularExpressions;
using System.Xml.Linq;
using Interleave.Search;
using Interleave.Strategies.StateGraphs;
using PgmapCheck.Reports.Graphs;
using PgmapCheck.Runs;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed partial class GraphCommandTests
{
    [Theory]
    [InlineData("dot")]
    [InlineData("graphml")]
    [InlineData("aut")]
    public void Every_format_looks_as_it_did(string format)
    {
        var run = CliRun.Of("graph", "v0.1/lost-update", "--format", format);

        Assert.Equal(0, run.Exit);
        Golden.Match("graph." + format, run.OutLines);
        Assert.StartsWith("v0.1/lost-update: 12 states, 14 steps", run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lost-update")]
    [InlineData("use-after-free")]
    [InlineData("put-vs-wait")]
    [InlineData("spinner")]
    public void The_formats_hold_the_same_graph(string scenario)
    {
        var @case = TinyKernel.Case(scenario);
        var graph = StateGraph.Of(@case.Program, new SearchOptions());
        var edges = Enumerable
            .Range(0, graph.Shape.NodeCount)
            .SelectMany(state => graph.Shape.Targets(state).ToArray().Select(target => (state, target)))
            .ToArray();

        var aut = new AldebaranFormat().Write(@case.Name, graph).Split('\n');
        Assert.Equal($"des (0, {edges.Length}, {graph.Shape.NodeCount})", aut[0]);
        Assert.Equal(edges, aut[1..^1].Select(line => EdgeOf(AutEdge().Match(line))));

        XNamespace ns = "http://graphml.graphdrawing.org/xmlns";
        var xml = XDocument.Parse(new GraphMLFormat().Write(@case.Name, graph)).Root!;
        Assert.Equal(graph.Shape.NodeCount, xml.Descendants(ns + "node").Count());
        Assert.Equal(
            edges,
            xml.Descendants(ns + "edge")
                .Select(edge =>
                    (
                        int.Parse(edge.Attribute("source")!.Value[1..], null),
                        int.Parse(edge.Attribute("target")!.Value[1..], null)
                    )
                )
        );
        Assert.Equal(
            graph.Violations.Count,
            xml.Descendants(ns + "data").Count(data => data.Attribute("key")!.Value == "violates")
        );

        var dot = new DotFormat().Write(@case.Name, graph).Split('\n');
        Assert.Equal(edges, dot.Select(line => DotEdge().Match(line)).Where(match => match.Success).Select(EdgeOf));
    }

    [Fact]
    public void Around_a_bug_is_a_part_with_the_counterexample()
    {
        var whole = CliRun.Of("graph", "v0.1/put-vs-wait", "--format", "aut");
        var part = CliRun.Of("graph", "v0.1/put-vs-wait", "--around-bug", "waiter", "--within", "0", "--format", "aut");

        Assert.Equal((0, 0), (whole.Exit, part.Exit));
        Assert.True(part.OutLines.Count < whole.OutLines.Count);
        Assert.Single(part.OutLines, line => line.Contains("VIOLATES every waiter is woken", StringComparison.Ordinal));
        Assert.Equal(
            part.Out,
            CliRun.Of("graph", "v0.1/put-vs-wait", "--around-bug", "--within", "0", "--format", "aut").Out
        );
    }

    [Theory]
    [InlineData("'v0.1' is 15 cases, and a graph is of one", "v0.1")]
    [InlineData("no case matches 'nothing'", "nothing")]
    [InlineData("--around-bug: v0.1/locked-update violates nothing", "v0.1/locked-update", "--around-bug")]
    [InlineData(
        "--around-bug: v0.1/lost-update does not violate 'x', but 'both increments count'",
        "v0.1/lost-update",
        "--around-bug",
        "x"
    )]
    [InlineData("--within needs --around-bug", "v0.1/lost-update", "--within", "3")]
    [InlineData(
        "--within: expected a whole number from 0 up, found 'x'",
        "v0.1/lost-update",
        "--around-bug",
        "--within",
        "x"
    )]
    [InlineData("--svg draws what --format dot writes, and not aut", "v0.1/lost-update", "--svg", "--format", "aut")]
    [InlineData("cannot write the graph '/proc/none/x'", "v0.1/lost-update", "--output", "/proc/none/x")]
    public void What_cannot_be_done_gets_one_line(string expected, params string[] args)
    {
        var run = CliRun.Of(["graph", .. args]);

        Assert.Equal((1, ""), (run.Exit, run.Out));
        Assert.StartsWith("pgmapcheck: " + expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [GraphvizFact]
    public void Graphviz_draws_every_state_and_step()
    {
        using var folder = new TemporaryFolder();
        var run = CliRun.Of("graph", "v0.1/lost-update", "--svg", "--output", folder.File("graph.svg"));

        Assert.Equal(0, run.Exit);
        var svg = System.Xml.Linq.XDocument.Load(folder.File("graph.svg"));
        string[] Classes(string name) =>
            [.. svg.Descendants().Attributes("class").Select(value => value.Value).Where(value => value == name)];
        var graph = CliRun.Of("graph", "v0.1/lost-update", "--format", "aut").OutLines[0]; // des (0, STEPS, STATES)
        Assert.Equal($"des (0, {Classes("edge").Length}, {Classes("node").Length})", graph);
    }

    [Fact]
    public void A_graph_that_is_too_large_leaves_no_file()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("graph", "v0.1/large", "--max-states", "50", "--output", folder.File("graph.dot"));

        Assert.Equal((4, ""), (run.Exit, run.Out));
        Assert.Contains(
            "the graph is not written, stopped at 50 states",
            Assert.Single(run.ErrorLines),
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_holds_what_the_standard_output_would()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("graph", "v0.1/lost-update", "--output", folder.File("new/graph.dot"));

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.StartsWith("v0.1/lost-update: 12 states", run.Out, StringComparison.Ordinal);
        Assert.Equal(CliRun.Of("graph", "v0.1/lost-update").Out, File.ReadAllText(folder.File("new/graph.dot")));
    }

    [Fact]
    public void Without_Graphviz_there_is_no_drawing()
    {
        var missing = new Graphviz("no-such-program-as-this");

        var refusal = Assert.Throws<UsageException>(() => missing.Draw("digraph {}", default));

        Assert.StartsWith(
            "--svg needs Graphviz, whose program 'no-such-program-as-this'",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_drawing_that_fails_is_no_drawing() =>
        Assert.StartsWith(
            "--svg: Graphviz failed (",
            Assert.Throws<UsageException>(() => new Graphviz("false").Draw("digraph {}", default)).Message,
            StringComparison.Ordinal
        );

    private static (int From, int To) EdgeOf(Match match) =>
        (int.Parse(match.Groups[1].Value, null), int.Parse(match.Groups[2].Value, null));

    [GeneratedRegex(@"^\((\d+), "".*"", (\d+)\)$")]
    private static partial Regex AutEdge();

    [GeneratedRegex(@"^  (\d+) -> (\d+) \[")]
    private static partial Regex DotEdge();
}
