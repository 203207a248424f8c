using Interleave.Memory;
using Interleave.Search;
using Interleave.Violations;
using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>Searches cases as a plan says. It knows no catalogue: what was found is explained later.</summary>
/// <remarks>
/// Several cases are searched at a time, each by one thread with its share of the memory. A large one is joined by
/// threads that have nothing else to do. One that needs more memory is searched once more by itself with everything
/// there is, so that what comes of a case does not depend on what is searched beside it; so is one that takes long, in
/// a run that keeps the search it is at.
/// </remarks>
/// <param name="terminal">Whose user may interrupt.</param>
/// <param name="plan">How to search.</param>
/// <param name="progress">Where to say how far searches are; null for nowhere.</param>
internal sealed class CaseChecker(Terminal terminal, SearchPlan plan, ProgressLine? progress)
{
    private const int KeptPast = 200_000; // states, of which one thread searches a million in a second

    private readonly SearchPlan _plan = plan with
    {
        Options = plan.Options with { Cancellation = terminal.Interrupted },
    };

    /// <summary>How many cases are searched at a time, from 1 up.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>True if each case is announced at once, by a run that prints nothing before its end.</summary>
    public bool AnnouncesCases { get; init; }

    /// <summary>How a case is searched, where that is not the same for all.</summary>
    public Func<Case, SearchPlan, SearchPlan> PlanOf { get; init; } = static (_, plan) => plan;

    /// <summary>True if the user wants no more searches.</summary>
    public bool IsInterrupted => terminal.Interrupted.IsCancellationRequested;

    /// <summary>Searches cases.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="then">What to make of a result, on the thread that came to it; several do so at a time.</param>
    /// <returns>Each case, in order, with what was made of its result; null if an interrupt came before it.</returns>
    public IEnumerable<(Case Case, T? Made)> Check<T>(IReadOnlyList<Case> cases, Func<CaseResult, T> then)
        where T : class => Check(cases, static _ => null, then);

    /// <summary>The same where some results are known already.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="known">The result of a case that is not to be searched; null for one that is.</param>
    /// <param name="then">What to make of a result, on the thread that came to it; several do so at a time.</param>
    public IEnumerable<(Case Case, T? Made)> Check<T>(
        IReadOnlyList<Case> cases,
        Func<Case, CaseResult?> known,
        Func<CaseResult, T> then
    )
        where T : class
    {
        var positions = cases.Select((@case, i) => (@case, $"{i + 1}/{cases.Count}")).ToArray();
        var jobs = plan.Engine == Engine.Threads ? 1 : Math.Min(Jobs, cases.Count); // its threads want the processors
        var spare = new SpareThreads(Math.Max(plan.Options.Workers - jobs, 0));
        return OrderedJobs<(Case Case, string Position), T>
            .Run(
                positions,
                jobs,
                one =>
                    (known(one.Case) ?? TryBeside(one.Case, one.Position, spare)) is { } result ? then(result) : null,
                one => then(known(one.Case) ?? Check(one.Case, one.Position)),
                terminal.Interrupted,
                () => spare.Give(1)
            )
            .Select(static one => (one.Item.Case, one.Result));
    }

    /// <summary>Searches one case; an exception becomes a result without a verdict.</summary>
    public CaseResult Check(Case @case) => Check(@case, null);

    private CaseResult Check(Case @case, string? position) => Search(@case, PlanOf(@case, _plan), position);

    private CaseResult? TryBeside(Case @case, string position, SpareThreads spare)
    {
        var whole = PlanOf(@case, _plan);
        if (whole.Options.Checkpoint is { Resume: true })
        {
            return null; // it was large enough to be kept
        }

        var part = Beside(whole, Jobs, spare);
        var result = Search(@case, part, position);
        return part.Options.Bounds == whole.Options.Bounds || IsInterrupted || IsSettled(result, whole.Engine)
            ? result
            : null;
    }

    /// <summary>What a search may take while others run. One that keeps no states needs no share of the
    /// memory.</summary>
    /// <param name="whole">What it may take alone.</param>
    /// <param name="jobs">How many run.</param>
    /// <param name="spare">The threads that may join it.</param>
    internal static SearchPlan Beside(SearchPlan whole, int jobs, SpareThreads spare)
    {
        var (options, bounds) = (whole.Options, whole.Options.Bounds);
        var isKept = options is { Checkpoint: not null, Memory: MemoryModel.Sequential };
        return whole with
        {
            Options = options with
            {
                Spare = spare,
                Checkpoint = null,
                Bounds = bounds with
                {
                    MaxStates = isKept ? Math.Min(bounds.MaxStates, KeptPast) : bounds.MaxStates,
                    MaxBytes =
                        whole.IsSampling || bounds.MaxBytes == long.MaxValue ? bounds.MaxBytes : bounds.MaxBytes / jobs,
                },
            },
        };
    }

    // True if no bound has cut anything short, be it the proof or the searches that follow it.
    private static bool IsSettled(CaseResult result, Engine engine) =>
        result.Verdict is { } verdict
            ? verdict.Complete
                && verdict.Termination is not { DecidedBy: TerminationProof.None }
                && (
                    engine != Engine.States
                    || verdict.Counterexamples.All(static found =>
                        found.IsShortest || found.Violation.Kind == ViolationKind.Livelock
                    )
                )
            : result.Error is not OutOfMemoryException;

    // Of a kernel tree none of whose functions was run.
    private static Verdict SaysNothing(Verdict verdict) =>
        verdict with
        {
            Incomplete =
                "not about the tree: none of its functions runs here"
                + (
                    verdict.Counterexamples.IsEmpty
                        ? ""
                        : "; by hand it violates "
                            + string.Join("; ", verdict.Counterexamples.Select(found => found.Violation.Property))
                ),
            Counterexamples = [],
            NeverReached = [],
        };

    private CaseResult Search(Case @case, SearchPlan how, string? position)
    {
        if (AnnouncesCases)
        {
            progress?.Announce($"{position} {@case.Name}");
        }

        try
        {
            var verdict = (how with { Options = how.Options with { Progress = progress?.Of(@case.Name) } }).Search(
                @case.Program
            );
            verdict = @case.Text is { IsEmpty: true } ? SaysNothing(verdict) : verdict;
            return new CaseResult(
                @case,
                verdict,
                [.. verdict.Counterexamples.Select(found => Finding.Of(@case, found))],
                null
            );
        }
#pragma warning disable CA1031 // whatever one case throws, the others are still checked
        catch (Exception error) when (@case.Assembly is null || error is OutOfMemoryException)
#pragma warning restore CA1031
        {
            return new CaseResult(@case, null, [], error);
        }
        catch (Exception error)
        {
            // A mistake of the user's would be the same in every case.
            throw new UsageException(UserAssembly.Describe(@case.Assembly!, @case.Name, error), error);
        }
        finally
        {
            progress?.Clear();
        }
    }
}
