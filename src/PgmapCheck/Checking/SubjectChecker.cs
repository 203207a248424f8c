using PgmapCheck.Reports;
using PgmapCheck.Selection;

namespace PgmapCheck.Checking;

/// <summary>Searches subjects as a plan says, one by one. It knows no catalogue: what was found is explained
/// later.</summary>
/// <param name="terminal">Whose user may interrupt.</param>
/// <param name="plan">How to search.</param>
/// <param name="progress">Where to say how far a search is; null for nowhere.</param>
internal sealed class SubjectChecker(Terminal terminal, SearchPlan plan, ProgressLine? progress)
{
    /// <summary>How a subject is searched, where that is not the same for all.</summary>
    public Func<Subject, SearchPlan, SearchPlan> PlanOf { get; init; } = static (_, plan) => plan;

    private readonly SearchPlan _plan = plan with
    {
        Options = plan.Options with { Progress = progress, Cancellation = terminal.Interrupted },
    };

    /// <summary>True if the user wants no more searches.</summary>
    public bool IsInterrupted => terminal.Interrupted.IsCancellationRequested;

    /// <summary>Searches one subject; an exception becomes a result without a verdict.</summary>
    public CheckResult Check(Subject subject)
    {
        progress?.Begin(subject.Name);
        return Search(subject);
    }

    /// <summary>The same in a run that prints nothing before its end, so that each subject is announced at
    /// once.</summary>
    /// <param name="subject">What to search.</param>
    /// <param name="position">How far the run is, such as <c>12/190</c>.</param>
    public CheckResult Check(Subject subject, string position)
    {
        progress?.Announce($"{position} {subject.Name}");
        return Search(subject);
    }

    private CheckResult Search(Subject subject)
    {
        try
        {
            var verdict = PlanOf(subject, _plan).Search(subject.Program);
            return new CheckResult(
                subject,
                verdict,
                [.. verdict.Counterexamples.Select(found => Finding.Of(subject, found))],
                null
            );
        }
#pragma warning disable CA1031 // whatever one case throws, the others are still checked
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new CheckResult(subject, null, [], error);
        }
        finally
        {
            progress?.Clear();
        }
    }
}
