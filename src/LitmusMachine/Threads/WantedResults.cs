using Litmus.Programs;

namespace LitmusMachine.Threads;

/// <summary>What instructions have to result in for a condition to hold: an execution in which one does not can be
/// given up there.</summary>
internal static class WantedResults
{
    /// <summary>The registers of which a condition asks for one value, as long as it is a conjunction.</summary>
    public static void Add(Condition condition, Dictionary<RegisterTerm, int> to)
    {
        switch (condition)
        {
            case Condition.All all:
                Add(all.Left, to);
                Add(all.Right, to);
                break;
            case Condition.Comparison { IsEqual: true, Left: RegisterTerm register, Right: ConstantTerm constant }:
                to.TryAdd(register, constant.Value);
                break;
        }
    }

    /// <summary>For each instruction what it has to result in; null where that is not known: only who writes a register
    /// last decides.</summary>
    public static int?[] Of(LitmusThread thread, IReadOnlyDictionary<RegisterTerm, int>? wanted)
    {
        var results = new int?[thread.Code.Length];
        foreach (var (term, value) in wanted ?? new Dictionary<RegisterTerm, int>())
        {
            var register = term.Thread == thread.Number ? thread.Registers.IndexOf(term.Name) : -1;
            for (var at = 0; register >= 0 && at < results.Length; at++)
            {
                if (
                    FlowOrder.Target(thread.Code[at]) == register
                    && !FlowOrder
                        .After(thread, at, static _ => false)
                        .Any(i => FlowOrder.Target(thread.Code[i]) == register)
                    && SourceOf(thread, at) is >= 0 and var source
                )
                {
                    results[source] = value;
                }
            }
        }

        return results;
    }

    // The instruction whose result it is: one that just copies a register has it from the one before.
    private static int SourceOf(LitmusThread thread, int at) =>
        thread.Code[at] is not Assign assign ? at
        : at > 0 && assign.Value is Register copied && FlowOrder.Target(thread.Code[at - 1]) == copied.Number
            ? thread.Code[at - 1] is Assign ? -1
                : at - 1
        : -1;

    /// <summary>True if no thread can access what is no variable's address: all addresses are written out.</summary>
    public static bool AreAddressesFixed(LitmusTest test) =>
        test
            .Threads.SelectMany(static thread => thread.Code)
            .Select(static instruction =>
                instruction switch
                {
                    Load load => load.From,
                    Store store => store.To,
                    Change change => change.On,
                    LockOperation operation => operation.On,
                    SynchronizeSrcu synchronize => synchronize.Domain,
                    _ => null,
                }
            )
            .All(static address => address is null || !address.Registers.Any());
}
