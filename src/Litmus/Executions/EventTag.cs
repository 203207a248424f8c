namespace Litmus.Executions;

/// <summary>Whether an event reads, writes or orders.</summary>
internal enum EventKind
{
    Read,
    Write,
    Fence,
}

/// <summary>What else is known of an event; the sets of tools/memory-model/linux-kernel.bell and lock.cat.</summary>
internal enum EventTag
{
    /// <summary>The value at the start: IW.</summary>
    Initial,
    Plain,
    Once,
    Acquire,
    Release,

    /// <summary>What a read-modify-write reads that returns nothing.</summary>
    NoReturn,

    /// <summary>The read of taking a lock: LKR.</summary>
    LockRead,

    /// <summary>The write of taking a lock: LKW.</summary>
    LockWrite,

    /// <summary>Dropping a lock: UL.</summary>
    Unlock,

    /// <summary>A lock is found taken: LF and RL.</summary>
    FoundLocked,

    /// <summary>A lock is found free: RU.</summary>
    FoundUnlocked,
    SrcuLock,
    SrcuUnlock,

    // From here on fences.
    Full,
    ReadBarrier,
    WriteBarrier,
    BeforeAtomic,
    AfterAtomic,
    AfterSpinlock,
    AfterUnlockLock,
    AfterSrcuReadUnlock,
    Compiler,
    RcuLock,
    RcuUnlock,
    SynchronizeRcu,
    SynchronizeSrcu,
}
