using System.Collections.Immutable;
using Interleave.Comparison;
using PgmapCheck.Cases;
using PgmapCheck.Model.Wording;
using PgmapCheck.Properties.Conformance;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Conformance;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck conform</c>.</summary>
internal sealed class ConformRun(Terminal terminal, KernelTree tree)
{
    /// <summary>The functions to report on; empty for all.</summary>
    public ImmutableArray<string> Functions { get; init; } = [];

    /// <summary>How far it goes.</summary>
    public ComparisonBounds Bounds { get; init; } = new();

    /// <summary>Whether to show what is argued for as well.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>The reports to write.</summary>
    public ImmutableArray<ReportRequest<ConformanceReport>> Reports { get; init; } = [];

    /// <summary>Compares, and says what came of it.</summary>
    /// <exception cref="UsageException">A function is none of the model's.</exception>
    public ExitCode Run()
    {
        var modelled = ModelFunction.Of(tree.Base).Select(function => function.Name).ToImmutableArray();
        var chosen = Functions.Select(name => Named(name, modelled)).ToHashSet(StringComparer.Ordinal);
        using var output = new ReportOutput<ConformanceReport>(terminal, Reports);
        if (!output.Open())
        {
            return ExitCode.Usage;
        }

        terminal.Out.WriteLine($"tree         {tree.Tree.Name}, {tree.Tree.Version}, {tree.Options}");
        terminal.Out.WriteLine($"by hand      {tree.Base.Name} (--base)");
        terminal.Out.WriteLine();
        var report = Compare(chosen);
        new ConformanceLines(terminal, IsVerbose).Write(report, chosen.Count == 0);
        var exit = output.Write(report);
        terminal.Out.WriteLine(report.EndingWith(exit).LastLine);
        return exit;
    }

    private ConformanceReport Compare(HashSet<string> chosen)
    {
        var comparison = new TreeConformance(tree.Base, tree.Release, tree.Tree.Version, Justification.Known, Bounds);
        var progress = terminal.ShowsProgress ? new ProgressLine(terminal) : null;
        var report = new ConformanceReport(tree.Path, $"{tree.Tree.Version}", tree.Base.Name, Bounds);
        ImmutableArray<FunctionVerdict> verdicts;
        try
        {
            verdicts = comparison.Run(
                at => progress?.Announce($"{at.Done:N0} of {at.All:N0}: {at.What}"),
                terminal.Interrupted
            );
        }
        catch (OperationCanceledException)
        {
            progress?.Clear();
            return report with { LeftOut = ["everything: interrupted, and verdicts need all scenarios"] };
        }

        progress?.Clear();
        return report with
        {
            Functions = [.. verdicts.Where(verdict => chosen.Count == 0 || chosen.Contains(verdict.Function.Name))],
            Stale = chosen.Count == 0 ? comparison.Stale : [],
            Outside = comparison.Outside,
            Counts = new(comparison.Scenarios.Length, comparison.Threads, comparison.Pairs, comparison.States),
            LeftOut = [.. comparison.CutThreads.Select(thread => $"{thread}: more than {Bounds.MaxPairs:N0} pairs")],
        };
    }

    private string Named(string name, ImmutableArray<string> modelled) =>
        FunctionNames.All(name).FirstOrDefault(modelled.Contains)
        ?? throw new UsageException(
            $"'{name}' is no function that {tree.Base.Name} models"
                + (Spelling.Closest(name, modelled) is { } like ? $"; did you mean {like}?" : "")
        );
}
