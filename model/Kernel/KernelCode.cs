namespace PgmapCheck.Model.Kernel;

/// <summary>
/// What the kernel's objects have to know of the code that runs on them. A release is such code; what it does with the
/// objects is in the parts of the protocol, which build on them.
/// </summary>
public interface IKernelCode
{
    /// <summary>What it is called, by which it is known what its functions are called.</summary>
    string Name { get; }

    /// <summary>The options it was built with.</summary>
    KernelConfig Config { get; }

    /// <summary>How device pages are counted.</summary>
    PageCounting PageCounting { get; }

    /// <summary>How the users of the static key are counted.</summary>
    KeyCounting KeyCounting { get; }

    /// <summary>True from v4.20 on: <c>rcu_read_lock_sched</c> begins a section of the one flavour that there
    /// is.</summary>
    bool HasOneRcu { get; }

    /// <summary>How <c>percpu_ref</c> switches to atomic counting.</summary>
    PercpuRefForm PercpuReference { get; }

    /// <summary>True if the pages of a DAX entry are one folio, which belongs to files as a whole.</summary>
    bool AssociatesFolios { get; }

    /// <summary>True if the files on a device that goes are shut down.</summary>
    bool ShutsFilesDown { get; }

    /// <summary>Declares what the code keeps beside the kernel's objects; called once for each boot.</summary>
    /// <returns>What <see cref="Linux.Booted"/> is then; null for nothing.</returns>
    object? Boot(Linux linux) => null;

    /// <summary>The parts of one division of the protocol.</summary>
    /// <typeparam name="TParts">The division's interface.</typeparam>
    /// <exception cref="InvalidCastException">The code has no such parts.</exception>
    TParts Parts<TParts>()
        where TParts : class => (TParts)this;
}

/// <summary>How many references make which count of a device page, and what a page holds of its page map.</summary>
public abstract class PageCounting
{
    /// <summary>The count of a page that its page map has and nobody uses.</summary>
    public abstract int FreeCount(MemoryType type);

    /// <summary>The count at which a put makes a page idle. Each user's reference counts one above it.</summary>
    public abstract int IdleAt(MemoryType type);

    /// <summary>True if somebody is told when a page becomes idle: its driver, or who waits for it.</summary>
    public abstract bool TellsWhenIdle(MemoryType type);

    /// <summary>True if <c>put_page</c> of such a page depends on <c>devmap_managed_key</c>.</summary>
    public abstract bool UsesKey(MemoryType type);

    /// <summary>True if each page holds a reference to its page map for as long as the page map has it.</summary>
    public abstract bool HoldsPagemap(MemoryType type);

    /// <summary>True if a page holds a reference to its page map while it is handed out, and not before.</summary>
    public virtual bool HoldsPagemapInUse(MemoryType type) => false;

    /// <summary>True if each page table entry that maps such a page holds a reference to it.</summary>
    public virtual bool CountsMappings(MemoryType type) => false;

    /// <summary>The count of a page with so many references.</summary>
    public int CountFor(MemoryType type, int references) =>
        references == 0 ? FreeCount(type) : IdleAt(type) + references;
}

/// <summary>What the counts behind the static key of device pages are when nobody is changing them.</summary>
public abstract class KeyCounting
{
    /// <summary>What the kernel calls the key.</summary>
    public virtual string KeyName => "devmap_managed_key";

    /// <summary>True if the key stays on once it was on.</summary>
    public virtual bool IsNeverOff => false;

    /// <summary>What the key's own count is when <paramref name="users"/> callers want it and none is under
    /// way.</summary>
    public abstract int EnabledFor(int users);

    /// <summary>What <c>devmap_enable</c> is then.</summary>
    public abstract int DevmapEnableFor(int users);
}
