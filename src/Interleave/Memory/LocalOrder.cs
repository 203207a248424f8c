namespace Interleave.Memory;

/// <summary>Which steps of a fiber keep their order although neither needs what the other does.</summary>
/// <remarks>The local part of the kernel's model: <c>ppo</c>, coherence and <c>rcu-link</c> of
/// tools/memory-model/linux-kernel.cat (v6.12), from one step to another.</remarks>
internal static class LocalOrder
{
    /// <summary>True if the second may not be done while the first is not.</summary>
    /// <param name="first">What the first is.</param>
    /// <param name="second">What the second is.</param>
    /// <param name="isOneCell">True if they touch one cell.</param>
    public static bool Keeps(StepClass first, StepClass second, bool isOneCell)
    {
        if (Has(first | second, StepClass.Full) || Has(first, StepClass.Acquire) || Has(second, StepClass.Release))
        {
            return true;
        }

        // All before the end of a section is before it, and all after its beginning after that, inside or not.
        if (Has(first, StepClass.Enter) || Has(second, StepClass.Leave))
        {
            return true;
        }

        return (Has(first, StepClass.Unlock) && Has(second, StepClass.Lock))
            || (isOneCell && AreAccesses(first, second))
            || (IsOrderedRead(first) && Has(second, StepClass.ReadBarrier))
            || (Has(first, StepClass.ReadBarrier) && (IsOrderedRead(second) || Has(second, StepClass.ReadBarrier)))
            || (Has(first, StepClass.Write | StepClass.WriteBarrier) && Has(second, StepClass.WriteBarrier))
            || (Has(first, StepClass.WriteBarrier) && Has(second, StepClass.Write));
    }

    /// <summary>True if it has one of some classes.</summary>
    public static bool Has(StepClass step, StepClass some) => (step & some) != 0;

    /// <summary>What an announced step is, if its result is not known.</summary>
    public static StepClass ClassOf(in HotOperation operation) =>
        operation switch
        {
            { Kind: OperationKind.Pass or OperationKind.Choose } => StepClass.None,
            { Kind: OperationKind.None } or { IsFullBarrier: true } or { Order: MemoryOrder.AfterWait } =>
                StepClass.Full,
            { Kind: OperationKind.Barrier } => (MemoryBarrier)operation.A == MemoryBarrier.Read
                ? StepClass.ReadBarrier
                : StepClass.WriteBarrier,
            { Order: MemoryOrder.EnterSection } => StepClass.Enter,
            { Order: MemoryOrder.LeaveSection } => StepClass.Leave,
            { Kind: var kind } when kind.DropsLock() => StepClass.Write | StepClass.Release | StepClass.Unlock,
            { Kind: var kind } when kind.TakesLock() => StepClass.Read
                | StepClass.Write
                | StepClass.Acquire
                | StepClass.Lock,
            { Order: MemoryOrder.Full } => StepClass.Full,
            _ => (operation.Kind.Reads() && !operation.Kind.IsLifetimeStep() ? StepClass.Read : 0)
                | (operation.Writes ? StepClass.Write : 0)
                | (operation.Order == MemoryOrder.Acquire ? StepClass.Acquire : 0)
                | (operation.Order == MemoryOrder.Release ? StepClass.Release : 0),
        };

    /// <summary>The same of a step whose result is known: what is conditional and fails orders nothing.</summary>
    public static StepClass ClassOf(in HotOperation operation, int result) =>
        operation.HasFailed(result) ? StepClass.Read : ClassOf(operation);

    private static bool IsOrderedRead(StepClass step) => Has(step, StepClass.Read) && !Has(step, StepClass.NoReturn);

    private static bool AreAccesses(StepClass a, StepClass b) =>
        Has(a, StepClass.Read | StepClass.Write) && Has(b, StepClass.Read | StepClass.Write);
}
