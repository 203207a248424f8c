using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>Searches cases as a plan says, one by one. It knows no catalogue: what was found is explained
/// later.</summary>
/// <param name="terminal">Whose user may interrupt.</param>
/// <param name="plan">How to search.</param>
/// <param name="progress">Where to say how far a search is; null for nowhere.</param>
internal sealed class CaseChecker(Terminal terminal, SearchPlan plan, ProgressLine? progress)
{
    /// <summary>How a case is searched, where that is not the same for all.</summary>
    public Func<Case, SearchPlan, SearchPlan> PlanOf { get; init; } = static (_, plan) => plan;

    private readonly SearchPlan _plan = plan with
    {
        Options = plan.Options with { Progress = progress, Cancellation = terminal.Interrupted },
    };

    /// <summary>True if the user wants no more searches.</summary>
    public bool IsInterrupted => terminal.Interrupted.IsCancellationRequested;

    /// <summary>Searches one case; an exception becomes a result without a verdict.</summary>
    public CaseResult Check(Case @case)
    {
        progress?.Begin(@case.Name);
        return Search(@case);
    }

    /// <summary>The same in a run that prints nothing before its end, so that each case is announced at
    /// once.</summary>
    /// <param name="case">What to search.</param>
    /// <param name="position">How far the run is, such as <c>12/190</c>.</param>
    public CaseResult Check(Case @case, string position)
    {
        progress?.Announce($"{position} {@case.Name}");
        return Search(@case);
    }

    private CaseResult Search(Case @case)
    {
        try
        {
            var verdict = PlanOf(@case, _plan).Search(@case.Program);
            return new CaseResult(
                @case,
                verdict,
                [.. verdict.Counterexamples.Select(found => Finding.Of(@case, found))],
                null
            );
        }
#pragma warning disable CA1031 // whatever one case throws, the others are still checked
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new CaseResult(@case, null, [], error);
        }
        finally
        {
            progress?.Clear();
        }
    }
}
