namespace Interleave.Search.Eager;

/// <summary>What a search with eager steps knows of the program, and whether that is all that it has met
/// since.</summary>
/// <param name="run">The search; it may know more by now than it relies on.</param>
/// <param name="options">How it is done.</param>
/// <param name="basis">What it relies on.</param>
internal sealed class EagerKnowledge(SearchRun run, SearchOptions options, EagerBasis basis)
{
    private readonly Futures _futures = new(
        run.Machine,
        run.Execution.Locals,
        basis,
        options.LockAtomicity,
        options.Fault
    );

    /// <summary>What is relied on.</summary>
    public EagerBasis Basis => basis;

    /// <summary>True if nothing that was met since counts.</summary>
    public bool IsTrusted => options.Fault == DeliberateFault.OverlookNews;

    /// <summary>True if no other edge between local states was met.</summary>
    public bool HasAllEdges => IsTrusted || _futures.IsComplete;

    /// <summary>
    /// False if it is of no use to go on: other edges were met, or a state of interest was reached, so that less has to
    /// be looked at.
    /// </summary>
    public bool IsUpToDate => HasAllEdges && (IsTrusted || basis.Unreached == run.Monitor.Unreached);

    /// <summary>True if, besides, properties have looked at nothing else. Then what is visited does not depend on the
    /// order of the search.</summary>
    public bool HasAll => IsUpToDate && (IsTrusted || basis.Visible.Covers(run.Monitor.Seen));

    /// <summary>All that a search knows by now.</summary>
    public static EagerKnowledge Of(SearchRun run, SearchOptions options)
    {
        var locals = run.Execution.Locals;
        return new EagerKnowledge(
            run,
            options,
            new EagerBasis(locals.Count, locals.Learned.Count, run.Monitor.Seen, run.Monitor.Unreached)
        );
    }

    /// <summary>The eager steps of one of the search's threads.</summary>
    public EagerSteps StepsOf(SearchRun thread) => new(thread, _futures, basis.Visible, options.Fault);
}
