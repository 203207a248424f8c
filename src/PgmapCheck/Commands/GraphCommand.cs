using System.CommandLine;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Graphs;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck graph</c>.</summary>
internal static class GraphCommand
{
    private const long MaxStates = 100_000;

    public static Command Create(Terminal terminal, Func<Catalogue> catalogue) =>
        Create(terminal, catalogue, new Graphviz());

    /// <summary>The command with another program in Graphviz's place.</summary>
    public static Command Create(Terminal terminal, Func<Catalogue> catalogue, Graphviz graphviz)
    {
        var pattern = new Argument<string>("CASE")
        {
            Description = "A case's name (v4.18/put-page-vs-truncate), or enough of it",
        };
        var format = CommonOptions.OneOf(
            "--format",
            "Graphviz, GraphML, or Aldebaran for CADP and mCRL2",
            [.. GraphFormats.All.Select(known => known.Name)]
        );
        var output = new Option<string?>("--output")
        {
            Description = "Where to write it [default: the standard output]",
            HelpName = "FILE",
        };
        var aroundBug = new Option<string?>("--around-bug")
        {
            Description = "Only what is near the counterexample of this property, or of the first one that is violated",
            HelpName = "PROPERTY",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var within = CommonOptions.Amount(
            "--within",
            "With --around-bug: how many steps away from it [default: 1]",
            "K"
        );
        var svg = new Option<bool>("--svg") { Description = "Have Graphviz draw it" };
        var bounds = new BoundOptions();
        var tree = new KernelTreeOptions();
        var command = new Command("graph", "Write the state graph of one case")
        {
            pattern,
            format,
            output,
            aroundBug,
            within,
            svg,
            AssemblyOption.Option,
        };
        foreach (var option in (Option[])[.. bounds.All, .. tree.All])
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var known = tree.Of(parsed) is { } text ? text.In(catalogue()) : catalogue();
            return (int)new GraphRun(terminal, known, RequestOf(parsed), graphviz).Run();
        });
        return command;

        GraphRequest RequestOf(ParseResult parsed)
        {
            var isPart = parsed.GetResult(aroundBug) is not null;
            if (!isPart && parsed.Number(within, 0, int.MaxValue) is not null)
            {
                throw new UsageException("--within needs --around-bug");
            }

            var name = parsed.GetRequiredValue(format);
            if (parsed.GetValue(svg) && name != "dot")
            {
                throw new UsageException($"--svg draws what --format dot writes, and not {name}");
            }

            var asked = bounds.Of(parsed);
            return new GraphRequest(
                new CaseSelection([parsed.GetRequiredValue(pattern)], [], [], false),
                GraphFormats.All.Single(known => known.Name == name)
            )
            {
                Bounds = asked with { MaxStates = asked.MaxStates == long.MaxValue ? MaxStates : asked.MaxStates },
                Output = parsed.GetValue(output),
                IsDrawn = parsed.GetValue(svg),
                AroundBug = isPart ? parsed.GetValue(aroundBug) ?? "" : null,
                Within = (int)(parsed.Number(within, 0, int.MaxValue) ?? 1),
            };
        }
    }
}
