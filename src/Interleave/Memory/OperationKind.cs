namespace Interleave.Memory;

/// <summary>What a step does to the one cell it touches.</summary>
public enum OperationKind
{
    /// <summary>No step: the fiber has returned.</summary>
    None,

    /// <summary>Touches no memory; another fiber may run.</summary>
    Pass,

    /// <summary>Reads the cell.</summary>
    Load,

    /// <summary>Writes the cell.</summary>
    Store,

    /// <summary>Adds; the result is the new value.</summary>
    Add,

    /// <summary>Adds unless the cell has a given value; the result is whether it did.</summary>
    AddUnless,

    /// <summary>Writes if the cell has a given value; the result is whether it did.</summary>
    CompareExchange,

    /// <summary>Writes; the result is the old value.</summary>
    Exchange,

    /// <summary>Applies a pure function; the result is the function's.</summary>
    Update,

    /// <summary>Blocks until the cell satisfies a condition; the result is its value.</summary>
    Until,

    /// <summary>Takes a mutual-exclusion lock; blocks while it is held.</summary>
    Acquire,

    /// <summary>Takes a lock if it is free; the result is whether it was.</summary>
    TryAcquire,

    /// <summary>Drops a mutual-exclusion lock.</summary>
    Release,

    /// <summary>Takes a lock shared; blocks while a writer holds it.</summary>
    AcquireShared,

    /// <summary>Drops a shared hold.</summary>
    ReleaseShared,

    /// <summary>Branches n ways; the result is the branch.</summary>
    Choose,

    /// <summary>Begins the life of what a <see cref="Memory.Lifetime"/> covers.</summary>
    Begin,

    /// <summary>Ends it: any later access is a use after free.</summary>
    Free,

    /// <summary>Orders other steps: a <see cref="MemoryBarrier"/>. No step at all where memory has that order
    /// anyway.</summary>
    Barrier,

    /// <summary>A buffered store reaches memory. No routine announces it; it is memory's own step.</summary>
    Commit,
}
