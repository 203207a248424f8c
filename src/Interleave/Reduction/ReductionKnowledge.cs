using Interleave.Search;

namespace Interleave.Reduction;

/// <summary>What a search with persistent steps knows of the program, and whether that is all that it has met
/// since.</summary>
/// <param name="run">The search; it may know more by now than it relies on.</param>
/// <param name="options">How it is done.</param>
/// <param name="basis">What it relies on.</param>
internal sealed class ReductionKnowledge(SearchRun run, SearchOptions options, ReductionBasis basis)
{
    private readonly MayAccessSets _mayAccess = new(
        run.Machine,
        run.State.Locals,
        basis,
        options.LiptonReduction,
        options.Rules.Reduction,
        AccessConflicts.Sequential
    );

    /// <summary>What is relied on.</summary>
    public ReductionBasis Basis => basis;

    /// <summary>True if no other edge between local states was met.</summary>
    public bool HasAllEdges => IsBelieved(_mayAccess.IsComplete);

    /// <summary>
    /// False if it is of no use to go on: other edges were met, or a state of interest was reached, so that less has to
    /// be looked at.
    /// </summary>
    public bool IsUpToDate => HasAllEdges && IsBelieved(basis.Unreached == run.Monitor.Unreached);

    /// <summary>True if, besides, properties have looked at nothing else. Then what is visited does not depend on the
    /// order of the search.</summary>
    public bool HasAll => IsUpToDate && IsBelieved(basis.Visible.Covers(run.Monitor.Seen));

    /// <summary>All that a search knows by now.</summary>
    public static ReductionKnowledge Of(SearchRun run, SearchOptions options)
    {
        var locals = run.State.Locals;
        return new ReductionKnowledge(
            run,
            options,
            new ReductionBasis(locals.Count, locals.Learned.Count, run.Monitor.Seen, run.Monitor.Unreached)
        );
    }

    /// <summary>The persistent steps of one of the search's threads.</summary>
    public PersistentSteps StepsOf(SearchRun thread) =>
        new(
            thread,
            new PersistentCandidates(thread.State, _mayAccess, basis.Visible, options.Rules.Reduction),
            options.Rules.Reduction
        );

    private bool IsBelieved(bool knewAll) => options.Rules.Reduction.IsBelieved(knewAll);
}
