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
}
