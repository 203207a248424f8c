namespace Interleave.Memory;

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
