namespace Interleave.Memory;

/// <summary>Which orders of memory accesses a search takes into account.</summary>
public enum MemoryModel
{
    /// <summary>Sequential consistency (Lamport 1979): a step is seen by everybody at once.</summary>
    Sequential,

    /// <summary>Total store order, as x86 has it (Owens, Sarkar and Sewell, TPHOLs 2009): stores wait in a buffer for
    /// each fiber.</summary>
    Tso,

    /// <summary>
    /// Views of message histories, in the spirit of the kernel's memory model: loads may find old values, and only what
    /// orders them forbids that.
    /// </summary>
    Weak,

    /// <summary>The same with load buffering: a step may also be taken before earlier loads of its fiber that nothing
    /// orders before it, and that it does not depend on.</summary>
    LoadBuffering,
}

/// <summary>How a step's value got to or from memory.</summary>
public enum AccessPath
{
    /// <summary>Memory as everybody sees it: the newest value, and at once.</summary>
    Direct,

    /// <summary>A store that waits in its fiber's buffer.</summary>
    Buffered,

    /// <summary>A load that sees its own fiber's buffered store.</summary>
    Forwarded,

    /// <summary>A store that leaves the buffer.</summary>
    Committing,

    /// <summary>A load that finds a value which has been overwritten.</summary>
    Old,

    /// <summary>A store that comes to lie before one made earlier.</summary>
    Overtaken,
}
