using System.Collections.Immutable;
using Interleave.Search;
using PgmapCheck.Cases;

namespace PgmapCheck.Results;

/// <summary>What searches say about a bug. They ran without the catalogue; here it is compared with what they
/// found.</summary>
/// <param name="Bug">What the catalogue says.</param>
/// <param name="Experiment">What was to be searched for it.</param>
/// <param name="Broken">What was found on the kernel that has the bug; null if nothing was searched.</param>
/// <param name="Twin">What was found on the one that has not; null if nothing was searched.</param>
/// <param name="Changes">What was found with the unsafe changes, as far as they were searched.</param>
internal sealed record BugResult(
    BugEntry Bug,
    Experiment Experiment,
    CaseResult? Broken,
    CaseResult? Twin,
    ImmutableArray<CaseResult?> Changes
)
{
    /// <summary>Whether the bug behaves as the catalogue says, as an exit code and in words.</summary>
    public (ExitCode Code, string Words) Found
    {
        get
        {
            if (Experiment.SafeBecause is not { } reason)
            {
                return Breaks(Broken);
            }

            var (code, words) = Holds(Broken);
            var changes = Changes.Select(Breaks).ToArray();
            var broken =
                changes.Length == 0
                    ? ""
                    : $", breaks with {changes.Count(change => change.Code == ExitCode.Held)} of {changes.Length} "
                        + "changes";
            return (
                changes.Select(change => change.Code).Aggregate(code, ExitCodes.Worse),
                $"{words}, {reason}{broken}"
            );
        }
    }

    /// <summary>Whether the twin was proved, as an exit code and in words.</summary>
    public (ExitCode Code, string Words) Proved => Holds(Twin);

    /// <summary>States of all its searches.</summary>
    public long States => Searched.Sum(verdict => verdict.States);

    /// <summary>Processor time of all its searches.</summary>
    public TimeSpan CpuTime => Searched.Aggregate(TimeSpan.Zero, (sum, verdict) => sum + verdict.CpuTime);

    /// <summary>What this bug alone would make the exit code.</summary>
    public ExitCode ExitCode => ExitCodes.Worse(Found.Code, Proved.Code);

    private IEnumerable<Verdict> Searched =>
        new[] { Broken, Twin }.Concat(Changes).Select(result => result?.Verdict).OfType<Verdict>();

    private (ExitCode Code, string Words) Breaks(CaseResult? result)
    {
        if (result?.Verdict is not { } verdict)
        {
            return Missing(result);
        }

        var steps = verdict
            .Counterexamples.Where(found => found.Violation.Property == Experiment.Property)
            .Min(found => (int?)found.Schedule.Steps.Length);
        return steps is not null ? (ExitCode.Held, $"found in {Quantity.Of(steps.Value, "step")}")
            : verdict.Complete ? (ExitCode.Vacuous, $"NOT FOUND: {Experiment.Property}")
            : (ExitCode.Incomplete, $"incomplete: {verdict.Incomplete}");
    }

    private static (ExitCode Code, string Words) Holds(CaseResult? result) =>
        result?.Verdict is not { } verdict
            ? Missing(result)
            : verdict switch
            {
                { Counterexamples.IsEmpty: false } => (
                    ExitCode.Violated,
                    $"VIOLATED: {string.Join("; ", verdict.Counterexamples.Select(found => found.Violation.Property))}"
                ),
                { Complete: false } => (ExitCode.Incomplete, $"incomplete: {verdict.Incomplete}"),
                { NeverReached.IsEmpty: false } => (
                    ExitCode.Vacuous,
                    $"never reached: {string.Join("; ", verdict.NeverReached)}"
                ),
                _ => (ExitCode.Held, "proved"),
            };

    private static (ExitCode Code, string Words) Missing(CaseResult? result) =>
        result is null ? (ExitCode.Incomplete, "not begun") : (ExitCode.Internal, $"ERROR: {result.ErrorLine}");
}
