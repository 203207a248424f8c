using System.Collections.Immutable;

namespace Interleave.Tests.Litmus.Axioms;

/// <summary>
/// What the engine's weak memory allows, as axioms: those of <see cref="KernelAxioms"/> but for the differences that
/// docs/memory-models.md names. What a machine of views computes is said here once more, in terms of whole executions.
/// </summary>
/// <remarks>
/// src/Litmus has the kernel's axioms, and this is another memory's; it has its executions and relations, too, and none
/// of them are used here. Two oracles that share no code have to agree on every shape on which the two memories do
/// (<see cref="LitmusTests"/>), so that a mistake in how executions are enumerated shows.
/// </remarks>
internal sealed class EngineAxioms(CandidateExecution execution)
{
    private readonly OrderRelations _orders = new(execution);

    /// <summary>The outcomes that the engine's weak memory has to have.</summary>
    public static ImmutableSortedSet<string> Outcomes(LitmusProgram program) =>
        CandidateExecutions
            .Of(program)
            .Where(execution => new EngineAxioms(execution).AreKept())
            .Select(execution => execution.Outcome)
            .ToImmutableSortedSet(StringComparer.Ordinal);

    private bool AreKept()
    {
        var (reads, writes) = (
            _orders.Set(e => e.Kind == MemoryEventKind.Read),
            _orders.Set(e => e.Kind == MemoryEventKind.Write)
        );
        var barriers = _orders.Set(e => e.Kind is MemoryEventKind.Full or MemoryEventKind.AfterAtomic);
        var po = _orders.ProgramOrder;
        var strong = _orders.Full(barriers);

        // Stores come after all earlier loads. A load that finds its own thread's store comes after what that gives on,
        // and after all that was settled before. smp_rmb orders the reads of all read-modify-writes.
        var own = execution.ReadsFrom - _orders.External;
        var given = (execution.Changes | strong | _orders.Release | _orders.WriteBarrier | _orders.Handover)
            .To(writes)
            .Plus();
        var inOrder = _orders.Preserved(strong, reads) | po.From(reads).To(writes);
        var ppo = inOrder | given.Then(own);
        var happens = (inOrder | own | _orders.External).Star();

        // Locks give on what their holders had only read.
        var propagation = _orders.Propagation(_orders.OrWhatWasRead(strong | _orders.Release | _orders.Handover));

        // What a thread sees follows its own program order.
        if (
            !_orders.Inside(propagation).Then(ppo.Plus()).IsIrreflexive
            || !propagation.Then(strong).Then(happens).IsAcyclic
        )
        {
            return false;
        }

        // Barriers and read-modify-writes happen in one order, which is that of the steps.
        var between = po.From(barriers).Then(happens).Then(propagation).Then(po).To(barriers);
        var steps =
            po | execution.ReadsFrom | _orders.Overwrite.From(_orders.Set(e => e.IsChange || e.IsLock)) | between;
        var same = Relation.Where(
            po.Size,
            (a, b) => a != b && execution.Events[a].Of is { } of && ReferenceEquals(of, execution.Events[b].Of)
        );
        return between.IsIrreflexive && same.OrNone().Then(steps - same).Then(same.OrNone()).IsAcyclic;
    }
}
