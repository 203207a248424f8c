using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.DevicePages;

/// <summary>
/// How device pages are counted: what the count of a free page is, who hears that a page has become free, and what
/// happens at zero. This is what the four generations of the protocol differ in most.
/// </summary>
public abstract class DevicePagesForm
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

    /// <summary>The driver hands out a free page: one reference, which its user puts.</summary>
    public abstract Routine HandOut(Linux linux, Page page);

    /// <summary>True if a private page that becomes free forgets whose memory it was.</summary>
    public virtual bool ClearsMapping => true;

    /// <summary>Sets <c>page->mapping</c> of a page that becomes free to NULL, in releases that do.</summary>
    public Routine ForgetMapping(Page page) =>
        ClearsMapping && page.AnonMapping is { } mapping ? Clear(mapping) : Routine.Done;

    private static async Routine Clear(Interleave.Memory.Cell mapping) =>
        await mapping.Store(0, Interleave.Memory.MemoryOrder.Plain);

    /// <summary>A reference for somebody who has nothing but the page cache's word for the page; false if its page map
    /// is dying.</summary>
    public virtual async Routine<bool> Use(Linux linux, Page page)
    {
        await page.RefCount.Inc();
        return true;
    }

    /// <summary>The count of a device page has dropped to 0. It never goes to the page allocator.</summary>
    public abstract Routine Free(Linux linux, Page page);
}
