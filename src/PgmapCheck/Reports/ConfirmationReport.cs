using System.Collections.Immutable;
using PgmapCheck.Confirmation;

namespace PgmapCheck.Reports;

/// <summary>Which of the catalogue's bugs were found, and which of their fixes proved.</summary>
internal sealed class ConfirmationReport(ImmutableArray<ClaimResult> results)
{
    /// <summary>How the run ends.</summary>
    public ExitCode ExitCode { get; } = results.Select(result => result.ExitCode).Aggregate(ExitCodes.Worse);

    /// <summary>Prints a row for each claim, and a summary.</summary>
    public void WriteTo(Terminal terminal, TimeSpan elapsed)
    {
        new PlainTable(["bug", "kernel", "scenario", "search", "twin", "fixed by"], [.. results.Select(RowOf)])
            .WriteTo(terminal);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(
            $"{Quantity.Of(results.Select(result => result.Claim.Bug.Id).Distinct().Count(), "bug")} in " +
            $"{Quantity.Of(results.Length, "case")}: {Count(result => result.Found.Code == ExitCode.Held)} found, " +
            $"{Count(result => result.Proved.Code == ExitCode.Held)} twins proved free of them; {elapsed.TotalSeconds:0.0} s.");
        terminal.Out.WriteLine(ExitCode.Describe(Word));
    }

    private string Word => ExitCode switch
    {
        ExitCode.Held => "every bug was found, and every twin proved free of it",
        ExitCode.Violated => "a twin has the bug",
        ExitCode.Vacuous when Count(result => result.Found.Code == ExitCode.Vacuous) > 0 => "a bug was not found",
        ExitCode.Incomplete => "incomplete, nothing wrong so far",
        var code => code.Word(),
    };

    private static string[] RowOf(ClaimResult result) =>
    [
        result.Claim.Bug.Id, result.Claim.Kernel, result.Claim.Scenario, result.Found.Words, result.Proved.Words,
        result.Claim.Bug.FixedBy ?? "-",
    ];

    private int Count(Func<ClaimResult, bool> isSo) => results.Count(isSo);
}
