using System.Collections.Immutable;
using Interleave.Search;
using PgmapCheck.Selection;

namespace PgmapCheck.Checking;

/// <summary>What came of checking one subject.</summary>
/// <param name="Subject">What was checked.</param>
/// <param name="Verdict">The verdict; null if there is none.</param>
/// <param name="Findings">One for each violated property.</param>
/// <param name="Error">Why there is no verdict; null if there is one.</param>
internal sealed record CheckResult(
    Subject Subject, Verdict? Verdict, ImmutableArray<Finding> Findings, Exception? Error)
{
    /// <summary>What this result alone would make the exit code.</summary>
    public ExitCode ExitCode => Verdict switch
    {
        null => ExitCode.Internal,
        { Counterexamples.IsEmpty: false } => ExitCode.Violated,
        { Complete: false } => ExitCode.Incomplete,
        { NeverReached.IsEmpty: false } => ExitCode.Vacuous,
        _ => ExitCode.Held,
    };
}
