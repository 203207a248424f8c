using Litmus.Executions;
using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>What a memory model says of the executions of one choice of thread runs.</summary>
internal interface IMemoryAxioms
{
    /// <summary>Judges an execution that is coherent and atomic. What it forbids stays forbidden if more pairs are
    /// added to either relation.</summary>
    /// <param name="readsFrom">rf, from writes to reads.</param>
    /// <param name="coherence">co, from writes to later writes to the same cell.</param>
    IJudgement Judge(Relation readsFrom, Relation coherence);
}

/// <summary>What a memory model says of one execution.</summary>
internal interface IJudgement
{
    /// <summary>True if it may happen.</summary>
    bool IsAllowed { get; }

    /// <summary>True if two accesses race, in the sense of the model. Only of use where the execution is
    /// allowed.</summary>
    bool HasDataRace { get; }

    /// <summary>Why it may not happen; null if it may.</summary>
    Violation? Explain();

    /// <summary>Two accesses that race; null if none do.</summary>
    (int First, int Second)? Race();

    /// <summary>Faults of the test itself that show in this execution, by the names that the kernel's model has for
    /// them; the data race is not among them.</summary>
    IEnumerable<string> Flags();
}

/// <summary>Makes the axioms of a model for one choice of thread runs.</summary>
internal delegate IMemoryAxioms AxiomsOf(EventGraph graph);

/// <summary>The axiom that forbids an execution, and the cycle that it forbids.</summary>
/// <param name="Axiom">Its name in the model.</param>
/// <param name="Cycle">From event to event, the last step back to the first.</param>
internal sealed record Violation(string Axiom, IReadOnlyList<CycleStep> Cycle);

/// <summary>One step of a cycle.</summary>
/// <param name="From">The event.</param>
/// <param name="Relation">Which relation leads on, by its name in the model.</param>
/// <param name="To">Where it leads.</param>
internal readonly record struct CycleStep(int From, string Relation, int To);
