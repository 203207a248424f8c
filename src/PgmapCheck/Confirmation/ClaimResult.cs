using Interleave.Search;
using PgmapCheck.Checking;

namespace PgmapCheck.Confirmation;

/// <summary>What searches say about a claim. They ran without it; here it is compared with what they found.</summary>
/// <param name="Claim">What the catalogue says.</param>
/// <param name="Broken">What was found on the kernel that has the bug; null if nothing was searched.</param>
/// <param name="Twin">What was found on the one that has not; null if nothing was searched.</param>
internal sealed record ClaimResult(Claim Claim, CheckResult? Broken, CheckResult? Twin)
{
    /// <summary>Whether the bug was found, as an exit code and in words.</summary>
    public (ExitCode Code, string Words) Found
    {
        get
        {
            if (Claim.Broken is null)
            {
                return (ExitCode.Vacuous, $"NOT FOUND: the scenario does not run on {Claim.Kernel}");
            }

            if (Broken?.Verdict is not { } verdict)
            {
                return Missing(Broken);
            }

            var steps = Claim.Properties.Select(property => (Property: property, Steps: StepsTo(property, verdict))).ToArray();
            var missed = steps.Where(symptom => symptom.Steps is null).Select(symptom => symptom.Property).ToArray();
            return missed.Length == 0
                ? (ExitCode.Held, $"found in {string.Join(", ", steps.Select(symptom => symptom.Steps))} steps")
                : verdict.Complete ? (ExitCode.Vacuous, $"NOT FOUND: {string.Join("; ", missed)}")
                : (ExitCode.Incomplete, $"incomplete: {verdict.Incomplete}");
        }
    }

    /// <summary>Whether the twin was proved free of the bug, as an exit code and in words.</summary>
    public (ExitCode Code, string Words) Proved
    {
        get
        {
            if (Claim.Twin is not { } twin)
            {
                return (ExitCode.Incomplete, "no kernel without it");
            }

            if (Twin?.Verdict is not { } verdict)
            {
                return Missing(Twin);
            }

            var broken = Claim.Properties.Where(property => StepsTo(property, verdict) is not null).ToArray();
            var (code, words) = verdict switch
            {
                _ when broken.Length > 0 => (ExitCode.Violated, $"VIOLATED: {string.Join("; ", broken)}"),
                { Complete: false } => (ExitCode.Incomplete, $"incomplete: {verdict.Incomplete}"),
                { Counterexamples.IsEmpty: false } => (ExitCode.Held, $"free of it, not of others ({verdict.States:N0} states)"),
                { NeverReached.IsEmpty: false } => (
                    ExitCode.Vacuous, $"never reached: {string.Join("; ", verdict.NeverReached)}"),
                _ => (ExitCode.Held, $"proved ({verdict.States:N0} states)"),
            };
            return (code, $"{twin.Kernel} {words}");
        }
    }

    /// <summary>What this claim alone would make the exit code.</summary>
    public ExitCode ExitCode => ExitCodes.Worse(Found.Code, Proved.Code);

    private static int? StepsTo(string property, Verdict verdict) => verdict.Counterexamples
        .Where(found => found.Violation.Property == property)
        .Min(found => (int?)found.Schedule.Steps.Length);

    private static (ExitCode Code, string Words) Missing(CheckResult? result) => result is null
        ? (ExitCode.Incomplete, "not begun") : (ExitCode.Internal, $"ERROR: {result.ErrorLine}");
}
