using System.Collections.Immutable;
using Interleave.Memory;

namespace PgmapCheck.Model.Kernel;

/// <summary>A file on a DAX file system, mapped by one process: inode, mapping, and page table in one.</summary>
public sealed class DaxFile
{
    /// <summary>Value of <see cref="Blocks"/>.</summary>
    public const int Allocated = 0;

    /// <summary>Value of <see cref="Blocks"/>: other files may have it.</summary>
    public const int Freed = 1;

    /// <summary>Value of <see cref="Blocks"/>: there is none yet.</summary>
    public const int Hole = 2;

    /// <summary>Value of <see cref="Ptes"/>: the file's page.</summary>
    public const int FilePage = 1;

    /// <summary>Value of <see cref="Ptes"/>: a private copy of it, made by a write to a private mapping.</summary>
    public const int PrivateCopy = 2;

    /// <summary>Value of <see cref="Ptes"/>: the shared zero page, because there is a hole.</summary>
    public const int ZeroPte = 3;

    internal DaxFile(
        Linux linux,
        string name,
        FileSystem fileSystem,
        ImmutableArray<Page> pages,
        bool isMapped,
        int pagesPerEntry = 1,
        Page? zeroPage = null,
        bool isShared = false
    )
    {
        Linux = linux;
        IsShared = isShared;
        ZeroPage = zeroPage;
        Number = linux.Files.Count + 1;
        Name = name;
        FileSystem = fileSystem;
        Pages = pages;
        PagesPerEntry = pagesPerEntry;
        var machine = linux.Machine;
        MmapSem = linux.Atomic.SleepingLock(fileSystem == FileSystem.Xfs ? "MMAPLOCK" : "i_mmap_sem");
        PagesLock = linux.Atomic.SpinLock("i_pages lock");
        PageTableLock = linux.Atomic.SpinLock("page table lock");
        Mapped = machine.Cell($"{name} i_mmap", isMapped ? 1 : 0, null, value => value == 0 ? "empty" : "not empty");
        var isThere = isMapped && zeroPage is null && !isShared;
        Entries =
        [
            .. pages.Select(
                (p, i) =>
                    machine.Cell(
                        Indexed("entry", i),
                        isThere && HeadOf(i) == i ? DaxEntry.Of(p, EntryFlags) : 0,
                        null,
                        DaxEntry.Format(linux)
                    )
            ),
        ];
        Ptes =
        [
            .. pages.Select(
                (p, i) => machine.Cell(Indexed("pte", i), isThere && HeadOf(i) == i ? FilePage : 0, null, FormatPte(p))
            ),
        ];
        Blocks =
        [
            .. pages.Select(
                (_, i) =>
                    machine.Cell(
                        Indexed("block", i),
                        zeroPage is not null ? Hole : Allocated,
                        null,
                        v =>
                            v switch
                            {
                                Allocated => "allocated",
                                Freed => "freed",
                                _ => "hole",
                            }
                    )
            ),
        ];
        IsShutDown = machine.Cell($"{name} is shut down", 0, null, value => value == 0 ? "no" : "yes");
        EntryQueue = new WaitQueueHead(linux, "entry wait queue");
        for (var i = 0; i < pages.Length; i++)
        {
            if (HeadOf(i) == i && pages[i].CountsMappings)
            {
                pages[i].AddMapping(Ptes[i], FilePage, isThere);
            }

            var isFsDax = pages[i].Pgmap is { Type: MemoryType.FsDax };
            if (isThere && isFsDax && (HeadOf(i) == i || !pages[i].CountsMappings))
            {
                machine.Preset(pages[i].Mapping, Number);
                machine.Preset(pages[i].Index, i);
            }
        }
    }

    /// <summary>The kernel that it is in.</summary>
    internal Linux Linux { get; }

    /// <summary>What traces call it.</summary>
    public string Name { get; }

    /// <summary>Its number, from 1.</summary>
    public int Number { get; }

    /// <summary>Whose file system's code handles it.</summary>
    public FileSystem FileSystem { get; }

    /// <summary>The page behind each index, while its block is allocated.</summary>
    public ImmutableArray<Page> Pages { get; }

    /// <summary>How many pages each of its entries stands for: 1, or more for a file of PMD entries.</summary>
    public int PagesPerEntry { get; }

    /// <summary>Stops new faults while held exclusively: xfs's MMAPLOCK, ext4's i_mmap_sem.</summary>
    public Mutex MmapSem { get; }

    /// <summary>Protects <see cref="Entries"/>.</summary>
    public Mutex PagesLock { get; }

    /// <summary>Protects <see cref="Ptes"/>.</summary>
    public Mutex PageTableLock { get; }

    /// <summary>How many mappings (VMAs) the file has.</summary>
    public Cell Mapped { get; }

    /// <summary>The DAX entries of the page cache (<see cref="DaxEntry"/>); one that stands for several indices is at
    /// the first.</summary>
    public ImmutableArray<Cell> Entries { get; }

    /// <summary>Where tasks wait for entries that are locked.</summary>
    public WaitQueueHead EntryQueue { get; }

    /// <summary>The page table entries of the mapping; one that maps several pages is at the first.</summary>
    public ImmutableArray<Cell> Ptes { get; }

    /// <summary>Where the block behind each index is.</summary>
    public ImmutableArray<Cell> Blocks { get; }

    /// <summary>Whether the process maps the page at an index: one read of its page table entry.</summary>
    public async Interleave.Routines.Routine<bool> Maps(int index) => await Ptes[HeadOf(index)].Load() == FilePage;

    /// <summary>1 once the file system has heard that its device goes.</summary>
    public Cell IsShutDown { get; }

    /// <summary>True if its blocks belong to other files too, so that each of them has entries for the same
    /// pages.</summary>
    public bool IsShared { get; }

    /// <summary>The page that is mapped where the file has a hole; null if the file has none.</summary>
    public Page? ZeroPage { get; }

    /// <summary>The bits that all its entries have.</summary>
    public int EntryFlags => PagesPerEntry > 1 ? DaxEntry.Pmd : 0;

    /// <summary>The first index that the entry of an index stands for.</summary>
    public int HeadOf(int index) => index - (index % PagesPerEntry);

    /// <summary>What tasks that wait for the entry of an index are woken with.</summary>
    public int EntryKey(int index) => TaskStruct.EntryKeys + (16 * Number) + HeadOf(index);

    private string Indexed(string what, int index) => Pages.Length == 1 ? what : $"{what}[{index}]";

    private static Func<int, string> FormatPte(Page page) =>
        value =>
            value switch
            {
                0 => "none",
                FilePage => page.Name,
                ZeroPte => "zero page",
                _ => $"copy of {page.Name}",
            };
}

/// <summary>File systems with DAX files.</summary>
public enum FileSystem
{
    /// <summary>fs/xfs, from v4.18.</summary>
    Xfs,

    /// <summary>fs/ext4, from v4.19.</summary>
    Ext4,

    /// <summary>fs/ext2, which never broke layouts; v6.15 took DAX out of it.</summary>
    Ext2,

    /// <summary>fs/fuse over virtio-fs, from v5.10: the device is memory of the host.</summary>
    Fuse,
}
