using System.Collections.Immutable;
using PgmapCheck.Cases;

namespace PgmapCheck.Results;

/// <summary>What came of a scenario on a kernel, and which known bugs explain it.</summary>
/// <param name="Case">What was searched.</param>
/// <param name="Result">What was found; null if the run ended before.</param>
/// <param name="Violations">What is violated, each with the known bug behind it; null where none is known.</param>
internal sealed record HistoryCell(
    Case Case,
    CaseResult? Result,
    ImmutableArray<(Finding Finding, BugEntry? Bug)> Violations
)
{
    /// <summary>The known bugs that show here.</summary>
    public ImmutableArray<BugEntry> Bugs =>
        [.. Violations.Select(violation => violation.Bug).OfType<BugEntry>().DistinctBy(bug => bug.Id)];

    /// <summary>True if something is violated that no known bug explains.</summary>
    public bool IsUnexplained => Violations.Any(violation => violation.Bug is null);

    /// <summary>True if this is violated here, for whatever reason.</summary>
    public bool Violates(string property) =>
        Violations.Any(violation => violation.Finding.Counterexample.Violation.Property == property);

    /// <summary>True if there is nothing to say but that everything holds.</summary>
    public bool IsProved => Verdict == "proved";

    /// <summary>True if the search saw everything.</summary>
    public bool IsComplete => Result?.Verdict is { Complete: true };

    /// <summary>What this cell alone would make the exit code: a known bug is no news.</summary>
    public ExitCode ExitCode =>
        this switch
        {
            { IsUnexplained: true } => ExitCode.Violated,
            { Result: null } => ExitCode.Incomplete,
            { Violations.IsEmpty: false, IsComplete: true } => ExitCode.Held,
            { Violations.IsEmpty: false } => ExitCode.Incomplete,
            _ => Result.ExitCode,
        };

    /// <summary>The verdict in a word that does not change.</summary>
    public string Verdict =>
        this switch
        {
            { Result: null } => "not-begun",
            { IsUnexplained: true } => "unexplained",
            { Violations.IsEmpty: false } => "known-bug",
            _ => Result.ExitCode switch
            {
                ExitCode.Internal => "error",
                ExitCode.Incomplete => "incomplete",
                ExitCode.Vacuous => "never-reached",
                _ => "proved",
            },
        };

    /// <summary>What no known bug explains, and what is missing, in words.</summary>
    public IEnumerable<string> Problems
    {
        get
        {
            foreach (var (finding, _) in Violations.Where(violation => violation.Bug is null))
            {
                yield return $"VIOLATED: {finding.Counterexample.Violation.Property} "
                    + $"({Quantity.Of(finding.Counterexample.Schedule.Steps.Length, "step")})";
            }

            if (Result is { Verdict.Incomplete: { } why })
            {
                yield return $"incomplete: {why}";
            }

            if (Result is { ErrorLine: { } error })
            {
                yield return $"ERROR: {error}";
            }

            if (Verdict == "never-reached")
            {
                yield return $"never reached: {string.Join("; ", Result!.Verdict!.NeverReached)}";
            }
        }
    }

    /// <summary>Looks up what was found.</summary>
    public static HistoryCell Of(Case @case, CaseResult? result) =>
        new(
            @case,
            result,
            [
                .. (result?.Findings ?? []).Select(finding =>
                    (
                        finding,
                        @case.Explain(finding.Counterexample.Violation.Property, finding.Counterexample.Schedule.Memory)
                    )
                ),
            ]
        );
}
