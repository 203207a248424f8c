using System.CommandLine;
using Interleave.Comparison;
using PgmapCheck.Reports.Conformance;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck conform</c>.</summary>
internal sealed class ConformCommand : Command
{
    private readonly Argument<string[]> _functions = new("FUNCTION")
    {
        Description = "Functions of the model, by their kernel names [default: all]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly KernelTreeOptions _tree = new();

    private readonly Option<string?> _maxStates = CommonOptions.Amount(
        "--max-states",
        "Take values from so many states of each scenario [default: 5,000]"
    );

    private readonly Option<string?> _maxPairs = CommonOptions.Amount(
        "--max-pairs",
        "Compare so many pairs of local states of each thread [default: 5,000]"
    );

    private readonly Option<bool> _verbose = new("--verbose")
    {
        Description = "Show differences that are argued for, and loads that nothing depends on, too",
    };

    private readonly ReportOption<ConformanceReport> _reports = new([new ConformanceJsonFormat()]);

    private ConformCommand()
        : base("conform", "Compare the routines of the model with the functions of a kernel tree")
    {
        Add(_functions);
        foreach (var option in _tree.All)
        {
            Add(option);
        }

        Add(_maxStates);
        Add(_maxPairs);
        Add(_verbose);
        Add(_reports.Option);
    }

    public static ConformCommand Create(Terminal terminal)
    {
        var command = new ConformCommand();
        command.SetAction(parsed =>
        {
            var reports = command._reports.Of(parsed);
            var screen = ReportOption<ConformanceReport>.TerminalFor(parsed, terminal, reports);
            var tree = command._tree.Of(parsed) ?? throw new UsageException("conform needs --kernel-tree DIR");
            return (int)
                new ConformRun(screen, tree)
                {
                    Functions = [.. parsed.GetValue(command._functions) ?? []],
                    Bounds = command.BoundsOf(parsed),
                    IsVerbose = parsed.GetValue(command._verbose),
                    Reports = reports,
                }.Run();
        });
        return command;
    }

    private ComparisonBounds BoundsOf(ParseResult parsed)
    {
        var usual = new ComparisonBounds();
        return new(
            (int)(parsed.Number(_maxStates, 1, int.MaxValue) ?? usual.MaxStates),
            (int)(parsed.Number(_maxPairs, 1, int.MaxValue) ?? usual.MaxPairs)
        );
    }
}
