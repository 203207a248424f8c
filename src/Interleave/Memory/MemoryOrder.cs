namespace Interleave.Memory;

/// <summary>
/// The ordering an access asks for, in the kernel's terms (tools/memory-model/Documentation/ordering.txt). The search is
/// sequentially consistent and ignores it; it is recorded so that a weaker memory needs no change in any routine.
/// </summary>
public enum MemoryOrder
{
    /// <summary>A plain C access: no ordering, may be torn or fused by the compiler.</summary>
    Plain,

    /// <summary><c>READ_ONCE</c>, <c>WRITE_ONCE</c>, <c>atomic_read</c>, <c>atomic_set</c>: no ordering.</summary>
    Once,

    /// <summary>A read-modify-write without a result, or one that failed: atomic, no ordering.</summary>
    Relaxed,

    /// <summary>Later accesses stay after it.</summary>
    Acquire,

    /// <summary>Earlier accesses stay before it.</summary>
    Release,

    /// <summary>A full barrier before and after, as <c>atomic_dec_and_test</c> has.</summary>
    Full,
}
