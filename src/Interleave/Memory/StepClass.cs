namespace Interleave.Memory;

/// <summary>What a step is to the order of its fiber's other steps.</summary>
[Flags]
internal enum StepClass
{
    None = 0,
    Read = 1,
    Write = 2,

    /// <summary>Later steps stay after it.</summary>
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
