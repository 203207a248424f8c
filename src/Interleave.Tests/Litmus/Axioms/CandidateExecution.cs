using System.Collections.Immutable;

namespace Interleave.Tests.Litmus.Axioms;

/// <summary>
/// One way in which a litmus test may be thought to run: which write each read finds, and in which order the writes to
/// each cell are. Coherent and atomic; whether a memory allows it is another question.
/// </summary>
/// <param name="Events">First the values at the start, then thread by thread in program order.</param>
/// <param name="ReadsFrom">From writes to reads.</param>
/// <param name="Coherence">From writes to later writes to the same cell.</param>
/// <param name="Changes">From the read to the write of each read-modify-write.</param>
/// <param name="Outcome">The values of registers and cells at the end, each as <c>0:r0=1 x=2</c>.</param>
internal sealed record CandidateExecution(
    ImmutableArray<MemoryEvent> Events,
    Relation ReadsFrom,
    Relation Coherence,
    Relation Changes,
    string Outcome
);
