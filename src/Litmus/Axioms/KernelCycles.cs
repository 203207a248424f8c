using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>Finds the cycle that an axiom of the kernel's model forbids, in steps that a reader knows.</summary>
internal sealed class KernelCycles(
    KernelExecution execution,
    Relation? propagates,
    Relation? rcuFence,
    PlainAccesses? plain
)
{
    private readonly KernelSets _sets = execution.Sets;

    /// <summary>The violation of an axiom that is violated.</summary>
    public Violation Of(string axiom) =>
        axiom switch
        {
            "happens-before" => new Violation(axiom, ExpandAll(Shortest(execution.HappensBefore, "hb"))),
            "propagation" => new Violation(axiom, ExpandAll(Shortest(propagates!, "pb"))),
            "rcu" => new Violation(axiom, ExpandAll(RcuCycle())),
            _ => new Violation(axiom, Incoherence()),
        };

    private List<CycleStep> Shortest(Relation relation, string name)
    {
        var automaton = new PathAutomaton().Step(0, name, relation, 1).Step(1, name, relation, 1).End(1);
        return Enumerable
            .Range(0, relation.Size)
            .Select(e => automaton.Shortest(e, e))
            .OfType<List<CycleStep>>()
            .MinBy(cycle => ExpandAll(cycle).Count)!;
    }

    private List<CycleStep> RcuCycle()
    {
        var rcu = Propagation("rcu-fence", rcuFence!);
        return Enumerable
            .Range(0, _sets.Graph.Size)
            .Select(e => rcu.Shortest(e, e))
            .OfType<List<CycleStep>>()
            .MinBy(cycle => ExpandAll(cycle).Count)!;
    }

    private List<CycleStep> Incoherence()
    {
        var (a, b) = plain!.Incoherent.First()!.Value;
        var seen =
            execution.ReadsFrom.Has(a, b) ? "rf"
            : execution.FromReads.Has(a, b) ? "fr"
            : "co";
        return [new CycleStep(a, seen, b), new CycleStep(b, "comes first", a)];
    }

    private List<CycleStep> ExpandAll(IReadOnlyList<CycleStep> steps) => [.. steps.SelectMany(Expand)];

    private IEnumerable<CycleStep> Expand(CycleStep step) =>
        step.Relation switch
        {
            "pb" => ExpandAll(Propagation("mb", execution.Strong).Shortest(step.From, step.To)!),
            "hb" => HappensBefore(step),
            "prop" => Propagation().Shortest(step.From, step.To) ?? [],
            _ => [step],
        };

    private IEnumerable<CycleStep> HappensBefore(CycleStep step)
    {
        foreach (var (name, relation) in Orders())
        {
            if (relation.Has(step.From, step.To))
            {
                return [step with { Relation = name }];
            }
        }

        var carried = new PathAutomaton()
            .Step(0, "addr", execution.Address, 1)
            .Step(0, "data", execution.Data, 1)
            .Step(1, "rfi", execution.ReadsFromInternal, 2)
            .End(2);
        return execution.ToReads.Has(step.From, step.To) && carried.Shortest(step.From, step.To) is { } path
            ? path
            : Expand(step with { Relation = "prop" });
    }

    private IEnumerable<(string Name, Relation Relation)> Orders() =>
        [
            ("rfe", execution.ReadsFromExternal),
            ("addr", execution.Address.To(_sets.Reads | _sets.Writes)),
            ("data", execution.Data.To(_sets.Writes)),
            ("ctrl", execution.Control.To(_sets.Writes)),
            ("release", _sets.Releases),
            ("acquire", _sets.Acquires),
            ("wmb", _sets.WriteBarriers),
            ("rmb", _sets.ReadBarriers),
            ("mb", execution.Full),
            ("gp", _sets.GracePeriods),
            ("unlock-lock", execution.Handover & _sets.Graph.Internal),
            ("fri", execution.FromReads & _sets.Graph.Internal),
            ("coi", execution.Coherence & _sets.Graph.Internal),
        ];

    /// <summary>prop, and behind it, if asked for, a strong fence and what happens after it.</summary>
    private PathAutomaton Propagation(string? fence = null, Relation? strong = null)
    {
        const int Start = 0;
        const int Overwritten = 1;
        const int Fenced = 2;
        const int Read = 3;
        const int Last = 4;
        const int Strong = 5;
        var marked = _sets.Marked;
        var automaton = new PathAutomaton()
            .Step(Start, "fre", (execution.FromReads & execution.OverwriteExternal).From(marked), Overwritten)
            .Step(Start, "coe", (execution.Coherence & execution.OverwriteExternal).From(marked), Overwritten)
            .Step(Fenced, "rf;rmw", execution.ReadsFrom.Then(_sets.Graph.Changes), Fenced);
        (string Name, Relation Relation)[] cumulative =
        [
            ("mb", execution.Full),
            ("gp", _sets.GracePeriods),
            ("release", _sets.Releases),
        ];
        foreach (var state in (int[])[Start, Overwritten, Fenced])
        {
            foreach (var (name, relation) in cumulative)
            {
                automaton.Step(state, name, relation.From(marked).To(marked), Fenced);
            }

            automaton
                .Step(state, "wmb", _sets.WriteBarriers.From(marked).To(marked), Fenced)
                .Step(state, "unlock-lock", execution.Handover.From(marked).To(marked), Fenced)
                .Step(state, "rfe", execution.ReadsFromExternal.To(marked), Read)
                .Step(state, "rfe", execution.ReadsFromExternal.From(marked).To(marked), Last);
        }

        foreach (var (name, relation) in cumulative)
        {
            automaton.Step(Read, name, relation.To(marked), Fenced);
        }

        int[] ends = [Start, Overwritten, Fenced, Last];
        if (fence is null)
        {
            return automaton.End(Overwritten, Fenced, Last);
        }

        foreach (var state in ends)
        {
            automaton.Step(state, fence, strong!.To(marked), Strong);
        }

        automaton.Step(Strong, "hb", execution.HappensBefore, Strong);
        if (fence == "rcu-fence" && propagates is not null)
        {
            automaton.Step(Strong, "pb", propagates, Strong);
        }

        return automaton.End(Strong);
    }
}
