using Litmus.Executions;
using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>
/// Memories in which all threads agree on one order of events: sequential consistency, and total store order as x86 has
/// it. RCU is judged as the kernel's model does, with that order for its happens-before and propagation. Plain accesses
/// count as marked, and no data race is looked for.
/// </summary>
internal sealed class StrongAxioms : IMemoryAxioms
{
    private readonly EventGraph _graph;
    private readonly Relation _kept;
    private readonly Relation _sections;
    private readonly bool _isSequential;

    private StrongAxioms(EventGraph graph, Relation kept, bool isSequential)
    {
        (_graph, _kept, _isSequential) = (graph, kept, isSequential);
        _sections = RcuSections.Of(graph);
    }

    /// <summary>Sequential consistency: nothing of a thread's order is given up (Lamport 1979).</summary>
    public static IMemoryAxioms Sequential(EventGraph graph) => new StrongAxioms(graph, graph.ProgramOrder, true);

    /// <summary>
    /// Total store order (Owens, Sarkar and Sewell, TPHOLs 2009): a read may come before an earlier write of its
    /// thread, unless a full barrier or a locked instruction is between them or one of them is such an instruction.
    /// Every read-modify-write is one, whatever ordering it asks for and also where it fails, and so are taking a lock,
    /// and both ends of a grace period.
    /// </summary>
    public static IMemoryAxioms TotalStoreOrder(EventGraph graph)
    {
        var po = graph.ProgramOrder;
        var accesses = graph.Set(e => e.IsAccess);
        var writes = graph.Set(e => e.Kind == EventKind.Write);
        var reads = graph.Set(e => e.Kind == EventKind.Read);
        var locked = graph.Set(e => e.Of is { IsChange: true } || e.Tag == EventTag.LockRead);
        var fences = graph.Set(e => e.Tag is EventTag.Full or EventTag.SynchronizeRcu or EventTag.SynchronizeSrcu);
        var early = po.From(writes).To(reads);
        var kept =
            (po.From(accesses).To(accesses) - early)
            | graph.Across(fences)
            | po.From(locked)
            | po.To(locked)
            | po.To(fences)
            | po.From(fences);
        return new StrongAxioms(graph, kept, false);
    }

    /// <inheritdoc/>
    public IJudgement Judge(Relation readsFrom, Relation coherence)
    {
        var fromReads = readsFrom.Inverse().Then(coherence);
        var seen = _isSequential ? readsFrom : readsFrom - _graph.Internal;
        return new Judgement(this, readsFrom, coherence, fromReads, _kept | seen | coherence | fromReads);
    }

    private sealed class Judgement : IJudgement
    {
        private readonly StrongAxioms _axioms;
        private readonly Relation _readsFrom;
        private readonly Relation _coherence;
        private readonly Relation _fromReads;
        private readonly Relation _order;
        private readonly bool _isAcyclic;
        private readonly bool _keepsRcu = true;

        public Judgement(
            StrongAxioms axioms,
            Relation readsFrom,
            Relation coherence,
            Relation fromReads,
            Relation order
        )
        {
            (_axioms, _readsFrom, _coherence, _fromReads, _order) = (axioms, readsFrom, coherence, fromReads, order);
            var plus = order.Plus();
            _isAcyclic = plus.IsIrreflexive;
            var graph = axioms._graph;
            if (!_isAcyclic || !graph.Events.Any(e => e.Tag is EventTag.SynchronizeRcu or EventTag.SynchronizeSrcu))
            {
                return;
            }

            var star = plus.OrNone();
            var srcu = RcuOrder.SrcuSections(graph, readsFrom);
            var fence = RcuOrder.Fence(graph, axioms._sections, srcu, star);
            _keepsRcu = star.Then(fence).Then(star).IsIrreflexive;
        }

        public bool IsAllowed => _isAcyclic && _keepsRcu;

        public bool HasDataRace => false;

        public Violation? Explain()
        {
            if (IsAllowed)
            {
                return null;
            }

            if (_isAcyclic)
            {
                return new Violation("rcu", []);
            }

            var automaton = new PathAutomaton();
            foreach (var state in (int[])[0, 1])
            {
                automaton
                    .Step(state, "rf", _readsFrom & _order, 1)
                    .Step(state, "co", _coherence, 1)
                    .Step(state, "fr", _fromReads, 1)
                    .Step(state, "po", _axioms._kept, 1);
            }

            automaton.End(1);
            var cycle = Enumerable
                .Range(0, _axioms._graph.Size)
                .Select(e => automaton.Shortest(e, e))
                .OfType<List<CycleStep>>()
                .MinBy(steps => steps.Count)!;
            return new Violation(_axioms._isSequential ? "one order" : "total store order", cycle);
        }

        public (int First, int Second)? Race() => null;

        public IEnumerable<string> Flags() => [];
    }
}
