namespace PgmapCheck.Model.Programs;

/// <summary>
/// What a call does to a file, device or process. Some uses may not run beside each other, because the kernel has a
/// lock there that the model leaves out, or because its callers know better (<see cref="ProgramRules"/>).
/// </summary>
public enum Use
{
    /// <summary>Uses what the thread holds, or nothing.</summary>
    None,

    /// <summary>Looks a page map up, whether or not it is there.</summary>
    Lookup,

    /// <summary>Walks the page table without a lock: <c>get_user_pages_fast</c>.</summary>
    Walk,

    /// <summary>Faults: under <c>mmap_lock</c>, shared.</summary>
    Fault,

    /// <summary>Writes to a private mapping, which makes a copy: under <c>mmap_lock</c>, shared.</summary>
    Copy,

    /// <summary>Locks an entry of a file that is open, or that a page belongs to.</summary>
    Entry,

    /// <summary>Maps or unmaps: under <c>mmap_lock</c>, exclusive.</summary>
    Remap,

    /// <summary>Takes blocks away: under the inode's lock.</summary>
    Layout,

    /// <summary>The inode goes: nobody else knows it.</summary>
    Evict,

    /// <summary>The driver is bound.</summary>
    Bind,

    /// <summary>The driver is unbound.</summary>
    Unbind,

    /// <summary>A driver hands out a page, or somebody looks at one by its number.</summary>
    Page,

    /// <summary>A process uses its memory, or its driver moves it.</summary>
    Process,

    /// <summary>A process gives its memory up.</summary>
    Zap,
}
