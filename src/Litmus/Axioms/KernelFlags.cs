using Litmus.Executions;
using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>Faults of a test that the kernel's model flags (linux-kernel.bell and lock.cat, v6.12), by its own names;
/// and <c>wild-pointer</c>, an access through what is no variable's address.</summary>
internal sealed class KernelFlags(KernelExecution execution)
{
    private readonly KernelSets _sets = execution.Sets;
    private readonly EventGraph _graph = execution.Sets.Graph;

    /// <summary>All that are raised.</summary>
    public IEnumerable<string> All() =>
        from flag in ((string Name, Func<bool> IsRaised)[])
            [
                ("unmatched-rcu-lock", () => HasUnmatched(EventTag.RcuLock, _sets.Sections)),
                ("unmatched-rcu-unlock", () => HasUnmatched(EventTag.RcuUnlock, _sets.Sections.Inverse())),
                ("unmatched-srcu-lock", () => HasUnmatched(EventTag.SrcuLock, Srcu)),
                ("unmatched-srcu-unlock", () => HasUnmatched(EventTag.SrcuUnlock, Srcu.Inverse())),
                ("multiple-srcu-matches", () => !(Srcu.Inverse().Then(Srcu) - Identity).IsEmpty),
                ("srcu-bad-value-match", () => Has(Srcu, (a, b) => a.Value != b.Value)),
                ("invalid-sleep", HasInvalidSleep),
                ("unmatched-unlock", HasUnmatchedUnlock),
                ("mixed-lock-accesses", HasMixedLocks),
                ("mixed-accesses", HasMixedAccesses),
            ]
        where flag.IsRaised()
        select flag.Name;

    private Relation Identity => Relation.Identity(_graph.Size);

    private Relation Srcu => RcuOrder.SrcuSections(_graph, execution.ReadsFrom);

    private bool Has(Relation relation, Func<MemoryEvent, MemoryEvent, bool> holds) =>
        Enumerable
            .Range(0, _graph.Size)
            .Any(a => relation.After(a).Any(b => holds(_graph.Events[a], _graph.Events[b])));

    private bool HasUnmatched(EventTag tag, Relation pairs) =>
        _graph.Set(tag).Members().Any(e => !pairs.After(e).Any());

    private bool HasInvalidSleep() => !(_sets.Sections & _graph.Across(_graph.Set(EventTag.SynchronizeSrcu))).IsEmpty;

    /// <summary>An unlock that is not the next operation of its thread on the lock after taking it.</summary>
    private bool HasUnmatchedUnlock() =>
        _graph
            .Set(EventTag.Unlock)
            .Members()
            .Any(unlock =>
                Enumerable
                    .Range(0, unlock)
                    .Where(e => _graph.ProgramOrder.Has(e, unlock) && _graph.SameCell.Has(e, unlock))
                    .Select(e => _graph.Events[e].Tag)
                    .LastOrDefault(tag => tag is EventTag.LockWrite or EventTag.Unlock) != EventTag.LockWrite
            );

    private bool HasMixedLocks() =>
        Has(
            _graph.SameCell,
            static (a, b) => a.IsAccess && a.Tag != EventTag.Initial && !IsOfLock(a.Tag) && IsOfLock(b.Tag)
        );

    private static bool IsOfLock(EventTag tag) =>
        tag is (>= EventTag.LockRead and <= EventTag.SrcuUnlock) or EventTag.SynchronizeSrcu;

    private bool HasMixedAccesses()
    {
        var fences = _graph.Set(e =>
            e.Tag
                is EventTag.Compiler
                    or EventTag.ReadBarrier
                    or EventTag.WriteBarrier
                    or EventTag.Full
                    or EventTag.SynchronizeRcu
                    or EventTag.SynchronizeSrcu
                    or EventTag.BeforeAtomic
                    or EventTag.AfterAtomic
                    or EventTag.Acquire
                    or EventTag.Release
                    or EventTag.Unlock
                    or EventTag.LockRead
                    or EventTag.RcuLock
                    or EventTag.RcuUnlock
                    or EventTag.SrcuLock
                    or EventTag.SrcuUnlock
        );
        var po = _graph.ProgramOrder;
        var releases = _graph.Set(e => e.Tag is EventTag.Release or EventTag.Unlock);
        var acquires = _graph.Set(e => e.Tag is EventTag.Acquire or EventTag.LockRead);
        var apart = _graph.Across(fences) | po.To(releases) | po.From(acquires);
        var near = (po & _graph.SameCell) - apart;
        var plain = _sets.Plain & _sets.Writes;
        return !(near.From(plain).To(_sets.Marked) | near.From(_sets.Marked).To(plain)).IsEmpty;
    }
}
