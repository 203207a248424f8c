using Interleave.Memory;

namespace Interleave.Tests.Litmus.Axioms;

/// <summary>The relations of tools/memory-model/linux-kernel.cat that the axioms are made of.</summary>
internal sealed class OrderRelations
{
    private readonly CandidateExecution _execution;
    private readonly Relation _internal;
    private readonly ulong _accesses;
    private readonly ulong _reads;
    private readonly ulong _writes;

    public OrderRelations(CandidateExecution execution)
    {
        _execution = execution;
        var events = execution.Events;
        (_reads, _writes) = (Set(e => e.Kind == MemoryEventKind.Read), Set(e => e.Kind == MemoryEventKind.Write));
        _accesses = _reads | _writes;
        _internal = Relation.Where(
            events.Length,
            (a, b) => events[a].Thread == events[b].Thread && events[a].Thread >= 0
        );
        ProgramOrder = Relation.Where(
            events.Length,
            (a, b) => a < b && events[a].Thread == events[b].Thread && events[a].Thread >= 0
        );
        Overwrite = execution.Coherence | execution.ReadsFrom.Inverse().Then(execution.Coherence);
        External = execution.ReadsFrom - _internal;
        Release = ProgramOrder.From(_accesses).To(_writes & Set(e => e.Order == MemoryOrder.Release));
        Handover = ProgramOrder
            .To(_writes & Set(e => e is { IsLock: true, Order: MemoryOrder.Release }))
            .Then(ProgramOrder | execution.ReadsFrom)
            .To(_reads & Set(e => e.IsLock))
            .Then(ProgramOrder)
            .From(_accesses)
            .To(_accesses);
    }

    public Relation ProgramOrder { get; }

    /// <summary>Coherence and from-read: from an access to the writes that come later in its cell.</summary>
    public Relation Overwrite { get; }

    /// <summary>From the stores before an smp_wmb to those after it.</summary>
    public Relation WriteBarrier => Between(MemoryEventKind.WriteBarrier, _writes);

    /// <summary>Reads-from between threads.</summary>
    public Relation External { get; }

    /// <summary>To releases, from all that is before them in their thread.</summary>
    public Relation Release { get; }

    /// <summary>From before an unlock to after a lock: of one lock, or in one thread.</summary>
    public Relation Handover { get; }

    public ulong Set(Func<MemoryEvent, bool> has)
    {
        var set = 0UL;
        for (var i = 0; i < _execution.Events.Length; i++)
        {
            set |= has(_execution.Events[i]) ? 1UL << i : 0;
        }

        return set;
    }

    /// <summary>From before a full barrier to after it.</summary>
    public Relation Full(ulong barriers) => ProgramOrder.From(_accesses).To(barriers).Then(ProgramOrder).To(_accesses);

    /// <summary>Preserved program order.</summary>
    /// <param name="strong">What full barriers order.</param>
    /// <param name="ordered">The reads that smp_rmb orders.</param>
    public Relation Preserved(Relation strong, ulong ordered) =>
        ((Overwrite | Handover) & _internal)
        | strong
        | WriteBarrier
        | Release
        | Between(MemoryEventKind.ReadBarrier, ordered)
        | ProgramOrder.From(_reads & Set(e => e.Order == MemoryOrder.Acquire)).To(_accesses);

    /// <summary>Or the same from the write that the first event read: what makes an order cumulative.</summary>
    public Relation OrWhatWasRead(Relation order) => External.OrNone().Then(order);

    /// <summary>What is seen of what, in whatever order things are done.</summary>
    /// <param name="ordered">The order between writes that all threads respect, smp_wmb apart.</param>
    public Relation Propagation(Relation ordered) =>
        (Overwrite - _internal)
            .OrNone()
            .Then((ordered | WriteBarrier).Then(_execution.ReadsFrom.Then(_execution.Changes).Star()).Star())
            .Then(External.OrNone());

    /// <summary>Pairs of different events of one thread.</summary>
    public Relation Inside(Relation relation) => (relation & _internal) - Relation.Of(relation.Size, ulong.MaxValue);

    private Relation Between(MemoryEventKind barrier, ulong set) =>
        ProgramOrder.From(set).To(Set(e => e.Kind == barrier)).Then(ProgramOrder).To(set);
}
