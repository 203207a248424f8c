using Interleave.Memory;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// The word that stands for a page in the page cache of a DAX file (fs/dax.c): a page frame number and four bits. None
/// is 0.
/// </summary>
public static class DaxEntry
{
    /// <summary>Somebody works on the entry; who wants it waits.</summary>
    public const int Locked = 1;

    /// <summary>It stands for as many pages as a page table entry of the next level maps.</summary>
    public const int Pmd = 2;

    /// <summary>A hole that was read: the page is the shared zero page.</summary>
    public const int Zero = 4;

    /// <summary>It only holds the lock: there is no page yet.</summary>
    public const int Empty = 8;

    /// <summary>The entry is not marked dirty (<c>PAGECACHE_TAG_DIRTY</c>): it was written back, and nobody has written
    /// to its page since. New ones are dirty.</summary>
    internal const int Clean = 1 << 20;

    /// <summary>Only text looks at it: <c>fsync</c> is to write the page back (<c>PAGECACHE_TAG_TOWRITE</c>).</summary>
    internal const int ToWrite = 1 << 21;

    private const int Shift = 4;
    private const int NumberMask = (Clean - 1) >> Shift;

    /// <summary>Locks an entry, or puts a locked empty one where there is none; the result is the entry before. A
    /// locked one stays.</summary>
    internal static readonly Update Grab = static (int entry, int flags, out int old) =>
    {
        old = entry;
        return entry == 0 ? flags | Empty | Locked : entry | Locked;
    };

    /// <summary><c>dax_make_entry</c>.</summary>
    public static int Of(Page page, int flags = 0) => (page.Number << Shift) | flags;

    /// <summary>The number of its page (<see cref="Page.Number"/>); 0 for an empty entry.</summary>
    public static int PageNumber(int entry) => (entry >> Shift) & NumberMask;

    /// <summary><c>dax_is_locked</c>.</summary>
    public static bool IsLocked(int entry) => (entry & Locked) != 0;

    /// <summary>False for no entry, and for those that stand for no page of the file: zero and empty ones.</summary>
    public static bool HasPage(int entry) => entry != 0 && (entry & (Zero | Empty)) == 0;

    /// <summary>True if its page has to be written back.</summary>
    public static bool IsDirty(int entry) => HasPage(entry) && (entry & Clean) == 0;

    internal static Func<int, string> Format(Linux linux) =>
        entry =>
            entry == 0
                ? "none"
                : (
                    (entry & Empty) != 0
                        ? "empty"
                        : Linux.NameOf(linux.Pages, PageNumber(entry), static page => page.Name)
                )
                    + ((entry & Zero) != 0 ? ", zero page" : "")
                    + ((entry & Clean) != 0 ? ", clean" : "")
                    + ((entry & ToWrite) != 0 ? ", to write" : "")
                    + (IsLocked(entry) ? ", locked" : "");
}
