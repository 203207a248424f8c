using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>Which of the catalogue's bugs were found, and which of their fixes proved.</summary>
/// <param name="results">In the catalogue's order.</param>
internal sealed class ConfirmationReport(ImmutableArray<BugResult> results)
{
    /// <summary>One for each bug.</summary>
    public ImmutableArray<BugResult> Results => results;

    /// <summary>How the run ends.</summary>
    public ExitCode ExitCode { get; } =
        results.Select(result => result.ExitCode).Aggregate(ExitCode.Held, ExitCodes.Worse);

    /// <summary>Prints a row for each bug, and a summary.</summary>
    public void WriteTo(Terminal terminal, TimeSpan elapsed)
    {
        new PlainTable(
            ["bug", "kernel", "scenario", "breaks", "search", "twin", "states", "CPU ms", "fixed by"],
            [.. results.Select(RowOf)]
        ).WriteTo(terminal);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(
            $"{Quantity.Of(results.Length, "bug")}: "
                + $"{Count(result => result.Found.Code == ExitCode.Held)} as the catalogue says, "
                + $"{Count(result => result.Proved.Code == ExitCode.Held)} twins proved; {elapsed.TotalSeconds:0.0} s."
        );
        terminal.Out.WriteLine(ExitCode.Describe(Word));
    }

    private string Word =>
        ExitCode switch
        {
            ExitCode.Held => "every bug is as the catalogue says, and every twin proved",
            ExitCode.Violated => "what should hold is violated",
            ExitCode.Vacuous when Count(result => result.Found.Code == ExitCode.Vacuous) > 0 => "a bug was not found",
            ExitCode.Incomplete => "incomplete, nothing wrong so far",
            var code => code.Word(),
        };

    private static string[] RowOf(BugResult result) =>
        [
            result.Bug.Id,
            result.Experiment.Broken.Kernel,
            result.Experiment.Broken.Scenario,
            KernelRules.Headline(result.Experiment.Property),
            result.Found.Words,
            result.Proved.Words,
            $"{result.States:N0}",
            $"{result.CpuTime.TotalMilliseconds:0}",
            result.Bug.FixedBy ?? "-",
        ];

    private int Count(Func<BugResult, bool> isSo) => results.Count(isSo);
}
