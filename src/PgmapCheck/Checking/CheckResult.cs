using System.Collections.Immutable;
using Interleave.Search;
using PgmapCheck.Selection;
using PgmapCheck.Shards;

namespace PgmapCheck.Checking;

/// <summary>What came of checking one subject.</summary>
/// <param name="Subject">What was checked.</param>
/// <param name="Verdict">The verdict; null if there is none.</param>
/// <param name="Findings">One for each violated property.</param>
/// <param name="Error">Why there is no verdict; null if there is one.</param>
internal sealed record CheckResult(
    Subject Subject, Verdict? Verdict, ImmutableArray<Finding> Findings, Exception? Error)
{
    /// <summary>Why there is no verdict, in one line for users; null if there is one.</summary>
    public string? ErrorLine => Error switch
    {
        null => null,
        Interleave.RoutineMisuseException or RecordedException => Error.Message,
        OutOfMemoryException => "out of memory; --max-memory stops a search before that",
        _ => $"{Error.GetType().Name}: {Error.Message}",
    };

    /// <summary>The type of what was thrown; null if there is a verdict.</summary>
    public string? ErrorType => Error is RecordedException recorded ? recorded.Type : Error?.GetType().Name;

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
