using Litmus.Executions;
using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>
/// What tools/memory-model/linux-kernel.bell and linux-kernel.cat (v6.12) define without asking which write a read
/// finds: sets of events, fences, sections of RCU readers. Names in docstrings are the model's.
/// </summary>
internal sealed class KernelSets
{
    public KernelSets(EventGraph graph)
    {
        Graph = graph;
        var po = graph.ProgramOrder;
        Accesses = graph.Set(e => e.IsAccess);
        Reads = graph.Set(e => e.Kind == EventKind.Read);
        Writes = graph.Set(e => e.Kind == EventKind.Write);
        Plain = graph.Set(EventTag.Plain);
        Marked = graph.Set(e => e.Tag != EventTag.Plain);
        DataNotToSrcu = graph.Data.To(graph.Set(e => e.Tag != EventTag.SrcuUnlock));
        Unlocks = graph.Set(EventTag.Unlock);
        LockReads = graph.Set(EventTag.LockRead);
        AfterUnlockLock = graph.Set(EventTag.AfterUnlockLock);
        HasHandover = !Unlocks.IsEmpty && !LockReads.IsEmpty;
        OrderedReads = graph.Set(e => e.Kind == EventKind.Read && e.Tag != EventTag.NoReturn);
        NotNoReturn = graph.Set(e => e.Tag != EventTag.NoReturn);
        StaticFull = FullBarriers();
        Synchronizations = graph.Set(e => e.Tag is EventTag.SynchronizeRcu or EventTag.SynchronizeSrcu);
        GracePeriods = po.To(Synchronizations).Then(po.OrNone());
        Releases = po.From(Accesses).To(graph.Set(e => e.Tag is EventTag.Release or EventTag.Unlock));
        Acquires = po.From(graph.Set(e => e.Tag is EventTag.Acquire or EventTag.LockRead)).To(Accesses);
        WriteBarriers = graph.Across(graph.Set(EventTag.WriteBarrier)).From(Writes).To(Writes);
        AcrossReadBarriers = graph.Across(graph.Set(EventTag.ReadBarrier));
        ReadBarriers = AcrossReadBarriers.From(OrderedReads).To(OrderedReads);
        Sections = RcuSections.Of(graph);
    }

    public EventGraph Graph { get; }

    /// <summary>M</summary>
    public EventSet Accesses { get; }

    /// <summary>R</summary>
    public EventSet Reads { get; }

    /// <summary>W</summary>
    public EventSet Writes { get; }

    public EventSet Plain { get; }

    /// <summary>All but plain accesses, fences included.</summary>
    public EventSet Marked { get; }

    /// <summary>data ; [~ Srcu-unlock], not through memory</summary>
    public Relation DataNotToSrcu { get; }

    /// <summary>UL</summary>
    public EventSet Unlocks { get; }

    /// <summary>LKR</summary>
    public EventSet LockReads { get; }

    public EventSet AfterUnlockLock { get; }

    /// <summary>True if a lock may be handed over.</summary>
    public bool HasHandover { get; }

    /// <summary>R4rmb</summary>
    public EventSet OrderedReads { get; }

    public EventSet NotNoReturn { get; }

    /// <summary>mb, but for what smp_mb__after_unlock_lock makes.</summary>
    public Relation StaticFull { get; }

    /// <summary>Sync-rcu and Sync-srcu</summary>
    public EventSet Synchronizations { get; }

    /// <summary>gp</summary>
    public Relation GracePeriods { get; }

    /// <summary>po-rel</summary>
    public Relation Releases { get; }

    /// <summary>acq-po</summary>
    public Relation Acquires { get; }

    /// <summary>wmb</summary>
    public Relation WriteBarriers { get; }

    /// <summary>fencerel(Rmb)</summary>
    public Relation AcrossReadBarriers { get; }

    /// <summary>rmb</summary>
    public Relation ReadBarriers { get; }

    /// <summary>rcu-rscs, from rcu_read_lock to rcu_read_unlock.</summary>
    public Relation Sections { get; }

    private Relation FullBarriers()
    {
        var full = Graph.Across(Graph.Set(EventTag.Full));
        var changes = Graph.Set(e => e.Of is { IsChange: true } && e.Tag != EventTag.LockWrite);
        var upTo = Graph.ProgramOrder.OrNone();
        After(EventTag.AfterAtomic, changes);
        After(EventTag.AfterSpinlock, Graph.Set(EventTag.LockWrite));
        After(EventTag.AfterSrcuReadUnlock, Graph.Set(EventTag.SrcuUnlock));
        var before = Graph.Set(EventTag.BeforeAtomic);
        if (!before.IsEmpty)
        {
            full |= Graph.Across(before).To(changes).Then(upTo);
        }

        return full.From(Accesses).To(Accesses);

        void After(EventTag tag, EventSet what)
        {
            var fences = Graph.Set(tag);
            if (!fences.IsEmpty)
            {
                full |= upTo.To(what).Then(Graph.Across(fences));
            }
        }
    }
}
