using System.Collections.Immutable;

namespace Interleave.Tests.Litmus.Axioms;

/// <summary>
/// The kernel's memory model as axioms on candidate executions (Alglave et al., ASPLOS 2018;
/// tools/memory-model/linux-kernel.cat as of 2025), without RCU and data races: all accesses count as marked. There are
/// no dependencies but that of a sum on its summand.
/// </summary>
internal sealed class KernelAxioms(CandidateExecution execution)
{
    private readonly OrderRelations _orders = new(execution);

    /// <summary>The outcomes that the kernel's model allows.</summary>
    public static ImmutableSortedSet<string> Outcomes(LitmusProgram program) =>
        CandidateExecutions
            .Of(program)
            .Where(execution => new KernelAxioms(execution).AreKept())
            .Select(execution => execution.Outcome)
            .ToImmutableSortedSet(StringComparer.Ordinal);

    private bool AreKept()
    {
        var strong =
            _orders.Full(_orders.Set(e => e.Kind == MemoryEventKind.Full && !e.IsImplied))
            | _orders.FullChanges
            | _orders
                .ProgramOrder.OrNone()
                .To(_orders.Set(e => e.IsChange && !e.IsLock))
                .Then(_orders.Full(_orders.Set(e => e.Kind == MemoryEventKind.AfterAtomic)));
        var ppo =
            _orders.Preserved(strong, _orders.Set(e => e.Kind == MemoryEventKind.Read && !e.IsNoReturn)) | _orders.Sums;
        var propagation = _orders.Propagation(_orders.OrWhatWasRead(strong | _orders.Release) | _orders.Handover);
        var happens = ppo | _orders.External | _orders.Inside(propagation);
        return happens.IsAcyclic && propagation.Then(strong).Then(happens.Star()).IsAcyclic;
    }
}
