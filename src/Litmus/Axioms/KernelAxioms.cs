using Litmus.Executions;
using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>The kernel's memory model: happens-before, propagation, rcu and plain-coherence of
/// tools/memory-model/linux-kernel.cat (v6.12).</summary>
internal sealed class KernelAxioms(EventGraph graph) : IMemoryAxioms
{
    private readonly KernelSets _sets = new(graph);

    /// <inheritdoc/>
    public IJudgement Judge(Relation readsFrom, Relation coherence) =>
        new KernelJudgement(new KernelExecution(_sets, readsFrom, coherence));
}
