using System.Threading;

namespace PgmapCheck.Plain.Kernel;

/// <summary>A file of a DAX file system, and a process that maps it.</summary>
public sealed class DaxFile
{
    private readonly int[] _ptes;
    private readonly int[] _entries;
    private int _mappings = 1;

    /// <summary>A file over all pages of a device. A process maps it, and has not touched it yet.</summary>
    /// <param name="pgmap">The device's page map.</param>
    /// <param name="isHuge">True if one page table entry maps all of them.</param>
    public DaxFile(Pgmap pgmap, bool isHuge = false)
    {
        Pages = pgmap.Pages;
        IsHuge = isHuge;
        _ptes = new int[isHuge ? 1 : Pages.Count];
        _entries = [.. Enumerable.Repeat(1, Pages.Count)];
    }

    /// <summary>What a page table entry maps.</summary>
    public enum Pte
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>The page of the file.</summary>
        FilePage,

        /// <summary>A copy, made by a write to a private mapping.</summary>
        PrivateCopy,
    }

    /// <summary>The page behind each index, while its block is allocated.</summary>
    public IReadOnlyList<Page> Pages { get; }

    /// <summary>True if one page table entry maps all pages.</summary>
    public bool IsHuge { get; }

    /// <summary>How many page table entries there are.</summary>
    public int PteCount => _ptes.Length;

    /// <summary>Shuts faults out: MMAPLOCK of xfs. Its holder may sleep.</summary>
    public SemaphoreSlim MmapLock { get; } = new(1);

    /// <summary>Protects page table entries.</summary>
    public object PageTableLock { get; } = new();

    /// <summary><c>mapping_mapped</c>.</summary>
    public bool IsMapped => Volatile.Read(ref _mappings) > 0;

    /// <summary>One mapping (VMA) less.</summary>
    public void RemoveMapping() => Interlocked.Decrement(ref _mappings);

    /// <summary>One read of the page table entry of an index.</summary>
    public Pte Read(int index) => (Pte)Volatile.Read(ref _ptes[IsHuge ? 0 : index]);

    /// <summary>Writes the page table entry of an index.</summary>
    public void Write(int index, Pte pte) => Volatile.Write(ref _ptes[IsHuge ? 0 : index], (int)pte);

    /// <summary>True if the page cache has an entry for the index.</summary>
    public bool HasEntry(int index) => Volatile.Read(ref _entries[index]) != 0;

    /// <summary>Deletes it.</summary>
    public void DeleteEntry(int index) => Volatile.Write(ref _entries[index], 0);
}
