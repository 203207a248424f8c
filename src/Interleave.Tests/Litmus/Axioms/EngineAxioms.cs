using System.Collections.Immutable;

namespace Interleave.Tests.Litmus.Axioms;

/// <summary>
/// What the engine's weak memory allows, as axioms: those of <see cref="KernelAxioms"/> but for the differences that
/// docs/memory-models.md names. What a machine of views computes is said here once more, in terms of whole executions.
/// </summary>
internal sealed class EngineAxioms(CandidateExecution execution)
{
    private readonly OrderRelations _orders = new(execution);

    /// <summary>The outcomes that the engine's weak memory has to have.</summary>
    public static ImmutableSortedSet<string> Outcomes(LitmusProgram program) =>
        CandidateExecutions.Of(program).Where(execution => new EngineAxioms(execution).AreKept()).Select(execution => execution.Outcome)
            .ToImmutableSortedSet(StringComparer.Ordinal);

    private bool AreKept()
    {
        var (reads, writes) = (_orders.Set(e => e.Kind == MemoryEventKind.Read), _orders.Set(e => e.Kind == MemoryEventKind.Write));
        var barriers = _orders.Set(e => e.Kind is MemoryEventKind.Full or MemoryEventKind.AfterAtomic);
        var po = _orders.ProgramOrder;
        var strong = _orders.Full(barriers);

        // Stores come after all earlier loads, and a load after its own thread's store that it finds. smp_rmb orders the reads of
        // all read-modify-writes.
        var ppo = _orders.Preserved(strong, reads) | po.From(reads).To(writes) | (execution.ReadsFrom - _orders.External);

        // Locks give on what their holders had only read.
        var propagation = _orders.Propagation(_orders.OrWhatWasRead(strong | _orders.Release | _orders.Handover));

        // What a thread sees follows its own program order.
        if (!_orders.Inside(propagation).Then(ppo.Plus()).IsIrreflexive)
        {
            return false;
        }

        // Barriers and read-modify-writes happen in one order, which is that of the steps.
        var happens = (ppo | _orders.External).Star();
        var between = po.From(barriers).Then(happens).Then(propagation).Then(po).To(barriers);
        var steps = po | execution.ReadsFrom | _orders.Overwrite.From(_orders.Set(e => e.IsChange || e.IsLock)) | between;
        var same = Relation.Where(po.Size, (a, b) => a != b && execution.Events[a].Of is { } of && ReferenceEquals(of, execution.Events[b].Of));
        return between.IsIrreflexive && same.OrNone().Then(steps - same).Then(same.OrNone()).IsAcyclic;
    }
}
