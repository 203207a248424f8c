using System.Collections.Immutable;
using Interleave.Search;
using PgmapCheck.Cases;

namespace PgmapCheck.Results;

/// <summary>What came of checking one case.</summary>
/// <param name="Case">What was checked.</param>
/// <param name="Verdict">The verdict; null if there is none.</param>
/// <param name="Findings">One for each violated property.</param>
/// <param name="Error">Why there is no verdict; null if there is one.</param>
internal sealed record CaseResult(Case Case, Verdict? Verdict, ImmutableArray<Finding> Findings, Exception? Error)
{
    /// <summary>Why there is no verdict, in one line for users; null if there is one.</summary>
    public string? ErrorLine =>
        Error switch
        {
            null => null,
            Interleave.Routines.RoutineMisuseException or RecordedException => Error.Message,
            OutOfMemoryException => "out of memory; --max-memory stops a search before that",
            _ => $"{Error.GetType().Name}: {Error.Message}",
        };

    /// <summary>The type of what was thrown; null if there is a verdict.</summary>
    public string? ErrorType => Error is RecordedException recorded ? recorded.Type : Error?.GetType().Name;

    /// <summary>What was to be violated and was not, in one line; null if there is nothing such.</summary>
    public string? Surprise =>
        Case.Expects is { IsEmpty: false } expected
        && Verdict is { Complete: true } verdict
        && expected.Except(verdict.Counterexamples.Select(found => found.Violation.Property)).ToArray()
            is { Length: > 0 } missing
            ? $"expected to violate: {string.Join("; ", missing)}"
        : Case.Expects is { } all
        && Verdict is not null
        && Verdict.Counterexamples.Select(found => found.Violation.Property).Except(all).ToArray()
            is { Length: > 0 } more
            ? $"not expected to violate: {string.Join("; ", more)}"
        : null;

    /// <summary>How it ended.</summary>
    public Outcome Outcome =>
        Verdict switch
        {
            null => Outcome.Error,
            _ when Surprise is not null => Outcome.ExpectationNotMet,
            { Counterexamples.IsEmpty: false } when Case.Expects is null => Outcome.Violated,
            { Complete: false } => Outcome.Incomplete,
            { NeverReached.IsEmpty: false } => Outcome.NeverReached,
            { Counterexamples.IsEmpty: false } => Outcome.ExpectedViolation,
            _ => Outcome.Proved,
        };

    /// <summary>What this result alone would make the exit code.</summary>
    public ExitCode ExitCode => Outcome.ExitCode();
}

/// <summary>Why another run had no verdict about a case.</summary>
/// <param name="type">The exception's type there.</param>
/// <param name="line">The line for users.</param>
internal sealed class RecordedException(string type, string line) : Exception(line)
{
    /// <summary>The exception's type in the run that threw it.</summary>
    public string Type => type;
}
