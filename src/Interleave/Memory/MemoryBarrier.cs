namespace Interleave.Memory;

/// <summary>A barrier of the kernel's that is a step of its own (Documentation/memory-barriers.txt).</summary>
public enum MemoryBarrier
{
    /// <summary><c>smp_mb</c>: everything before it stays before everything after it.</summary>
    Full,

    /// <summary><c>smp_rmb</c>: loads stay on their side of it.</summary>
    Read,

    /// <summary><c>smp_wmb</c>: stores stay on their side of it.</summary>
    Write,

    /// <summary><c>smp_mb__after_atomic</c>: makes the read-modify-write before it a full barrier.</summary>
    AfterAtomic,
}

/// <summary>What the kernel calls barriers.</summary>
internal static class MemoryBarrierNames
{
    /// <summary>The kernel's macro.</summary>
    public static string Name(this MemoryBarrier barrier) =>
        barrier switch
        {
            MemoryBarrier.Full => "smp_mb()",
            MemoryBarrier.Read => "smp_rmb()",
            MemoryBarrier.Write => "smp_wmb()",
            _ => "smp_mb__after_atomic()",
        };
}
