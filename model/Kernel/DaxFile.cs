using System.Collections.Immutable;
using Interleave.Memory;

namespace PgmapCheck.Model.Kernel;

/// <summary>A file on a DAX file system, mapped by one process: inode, mapping, and page table in one.</summary>
public sealed class DaxFile
{
    internal DaxFile(Linux linux, string name, FileSystem fileSystem, ImmutableArray<Page> pages, bool isMapped)
    {
        Name = name;
        FileSystem = fileSystem;
        Pages = pages;
        var machine = linux.Machine;
        MmapSem = machine.Mutex(fileSystem == FileSystem.Xfs ? "MMAPLOCK" : "i_mmap_sem");
        PagesLock = machine.Mutex("i_pages lock");
        PageTableLock = machine.Mutex("page table lock");
        Mapped = machine.Cell($"{name} i_mmap", isMapped ? 1 : 0, null, value => value == 0 ? "empty" : "not empty");
        Entries = [.. pages.Select((p, i) => machine.Cell(Indexed("entry", i), isMapped ? 1 : 0, null, FormatEntry(p)))];
        Ptes = [.. pages.Select((p, i) => machine.Cell(Indexed("pte", i), isMapped ? 1 : 0, null, FormatEntry(p)))];
        Blocks = [.. pages.Select((_, i) => machine.Cell(Indexed("block", i), 0, null, v => v == 0 ? "allocated" : "freed"))];
    }

    /// <summary>What traces call it.</summary>
    public string Name { get; }

    /// <summary>Whose file system's code handles it.</summary>
    public FileSystem FileSystem { get; }

    /// <summary>The page behind each index, while its block is allocated.</summary>
    public ImmutableArray<Page> Pages { get; }

    /// <summary>Stops new faults while held exclusively: xfs's MMAPLOCK, ext4's i_mmap_sem.</summary>
    public Mutex MmapSem { get; }

    /// <summary>Protects <see cref="Entries"/>.</summary>
    public Mutex PagesLock { get; }

    /// <summary>Protects <see cref="Ptes"/>.</summary>
    public Mutex PageTableLock { get; }

    /// <summary>How many mappings (VMAs) the file has.</summary>
    public Cell Mapped { get; }

    /// <summary>The DAX entries of the page cache: 1 while an index has one.</summary>
    public ImmutableArray<Cell> Entries { get; }

    /// <summary>The page table entries of the mapping.</summary>
    public ImmutableArray<Cell> Ptes { get; }

    /// <summary>1 once the block behind an index is free for other files.</summary>
    public ImmutableArray<Cell> Blocks { get; }

    /// <summary>Whether the process maps the page at an index: one read of its page table entry.</summary>
    public async Interleave.Routines.Routine<bool> Maps(int index) => await Ptes[index].Load() != 0;

    private string Indexed(string what, int index) => Pages.Length == 1 ? what : $"{what}[{index}]";

    private static Func<int, string> FormatEntry(Page page) => value => value == 0 ? "none" : page.Name;
}
