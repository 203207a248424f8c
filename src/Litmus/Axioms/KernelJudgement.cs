using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>What the kernel's memory model says of one execution.</summary>
internal sealed class KernelJudgement : IJudgement
{
    private readonly KernelExecution _execution;
    private readonly string? _violated;
    private readonly Relation? _propagates;
    private readonly Relation? _rcuFence;
    private readonly Relation? _rcu;
    private readonly PlainAccesses? _plain;

    public KernelJudgement(KernelExecution execution)
    {
        _execution = execution;
        var sets = execution.Sets;
        if (!execution.HappensBeforeIsAcyclic)
        {
            _violated = "happens-before";
            return;
        }

        var (prop, happens) = (execution.Propagation, execution.HappensBeforeStar);
        _propagates = prop.Then(execution.Strong).Then(happens).To(sets.Marked);
        var plus = _propagates.Plus();
        if (!plus.IsIrreflexive)
        {
            _violated = "propagation";
            return;
        }

        if (!sets.Synchronizations.IsEmpty)
        {
            var behind = happens.Then(plus.OrNone());
            var srcu = RcuOrder.SrcuSections(sets.Graph, execution.ReadsFrom);
            _rcuFence = RcuOrder.Fence(sets.Graph, sets.Sections, srcu, behind.Then(prop));
            _rcu = prop.Then(_rcuFence).Then(behind).To(sets.Marked);
            if (!_rcu.IsIrreflexive)
            {
                _violated = "rcu";
                return;
            }
        }

        if (!sets.Plain.IsEmpty)
        {
            _plain = new PlainAccesses(execution, _propagates, _rcu, _rcuFence);
            _violated = _plain.IsCoherent ? null : "plain-coherence";
        }
    }

    /// <inheritdoc/>
    public bool IsAllowed => _violated is null;

    /// <inheritdoc/>
    public bool HasDataRace => _plain is { } plain && !plain.Races.IsEmpty;

    /// <inheritdoc/>
    public Violation? Explain() =>
        _violated is null ? null : new KernelCycles(_execution, _propagates, _rcuFence, _plain).Of(_violated);

    /// <inheritdoc/>
    public (int First, int Second)? Race() => _plain?.Races.First();

    /// <inheritdoc/>
    public IEnumerable<string> Flags() => new KernelFlags(_execution).All();
}
