namespace LitmusMachine.Threads;

/// <summary>What an instruction is to the order of its thread's other instructions.</summary>
[Flags]
internal enum StepClass
{
    None = 0,
    Read = 1,
    Write = 2,

    /// <summary>Later instructions stay after it.</summary>
    Acquire = 4,

    /// <summary>Earlier ones stay before it.</summary>
    Release = 8,

    /// <summary><c>smp_rmb</c></summary>
    ReadBarrier = 16,

    /// <summary><c>smp_wmb</c></summary>
    WriteBarrier = 32,

    /// <summary>A full barrier before and after.</summary>
    Full = 64,

    /// <summary>Begins a section that grace periods wait for.</summary>
    Enter = 128,

    /// <summary>Ends one.</summary>
    Leave = 256,

    /// <summary>A read-modify-write that returns nothing: <c>smp_rmb</c> does not order what it reads.</summary>
    NoReturn = 512,

    /// <summary>Takes a lock.</summary>
    Lock = 1024,

    /// <summary>Drops one.</summary>
    Unlock = 2048,
}

/// <summary>Which instructions of a thread keep their order although neither needs what the other does.</summary>
/// <remarks>The local part of the kernel's model: <c>ppo</c>, coherence and <c>rcu-link</c> of
/// tools/memory-model/linux-kernel.cat (v6.12), from one instruction to another.</remarks>
internal static class LocalOrder
{
    /// <summary>True if the second may not be done while the first is not.</summary>
    public static bool Keeps(in ThreadStep first, in ThreadStep second)
    {
        var (a, b) = (first.Class, second.Class);
        if (Has(a | b, StepClass.Full) || Has(a, StepClass.Acquire) || Has(b, StepClass.Release))
        {
            return true;
        }

        // All before the end of a section is before it, and all after its beginning after that, inside or not.
        if (Has(a, StepClass.Enter) || Has(b, StepClass.Leave))
        {
            return true;
        }

        return (Has(a, StepClass.Unlock) && Has(b, StepClass.Lock))
            || (first.Cell >= 0 && first.Cell == second.Cell && AreAccesses(a, b))
            || (IsOrderedRead(a) && Has(b, StepClass.ReadBarrier))
            || (Has(a, StepClass.ReadBarrier) && (IsOrderedRead(b) || Has(b, StepClass.ReadBarrier)))
            || (Has(a, StepClass.Write | StepClass.WriteBarrier) && Has(b, StepClass.WriteBarrier))
            || (Has(a, StepClass.WriteBarrier) && Has(b, StepClass.Write));
    }

    /// <summary>True if it has one of some classes.</summary>
    public static bool Has(StepClass step, StepClass some) => (step & some) != 0;

    private static bool IsOrderedRead(StepClass step) => Has(step, StepClass.Read) && !Has(step, StepClass.NoReturn);

    private static bool AreAccesses(StepClass a, StepClass b) =>
        Has(a, StepClass.Read | StepClass.Write) && Has(b, StepClass.Read | StepClass.Write);
}
