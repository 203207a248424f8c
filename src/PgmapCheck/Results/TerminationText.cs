using Interleave.Search;
using Interleave.Violations;

namespace PgmapCheck.Results;

/// <summary>Whether every fair execution of a case ends, and how that is known, in words.</summary>
internal static class TerminationText
{
    /// <summary>A line without a full stop; null if it was not asked.</summary>
    public static string? Of(Verdict verdict)
    {
        if (verdict.Termination is not { } termination)
        {
            return null;
        }

        var executions = $"{termination.Fairness.ToString().ToLowerInvariant()}ly fair execution";
        var every = verdict.Counterexamples.Any(found => found.Violation.Kind == ViolationKind.Livelock)
            ? "not every"
            : "every";
        return termination.DecidedBy switch
        {
            TerminationProof.LocalStates => $"every {executions} ends: no thread can come back to where it was",
            TerminationProof.Search =>
                $"{every} {executions} ends: by a search of {Quantity.Of(termination.States, "state")} and "
                    + Quantity.Of(termination.Transitions, "transition"),
            _ => $"whether every {executions} ends is not decided: {termination.Undecided}",
        };
    }
}
