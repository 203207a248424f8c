using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary><c>struct dev_pagemap</c>: a range of device memory with struct pages.</summary>
public sealed class Pgmap
{
    internal Pgmap(Linux linux, string name, MemoryType type, IPagemapOps ops, PgmapStart start)
    {
        Name = name;
        Type = type;
        Ops = ops;
        CountsPages = start.CountsPages;
        PagesHoldItInUse = start.CountsPages && linux.Code.PageCounting.HoldsPagemapInUse(type);
        PagesHoldIt = start.CountsPages && linux.Code.PageCounting.HoldsPagemap(type);
        var counting = linux.Code.PageCounting;
        TellsWhenIdle = counting.TellsWhenIdle(type) && linux.Config.DevPagemapOps;
        UsesKey = counting.UsesKey(type) && linux.Config.DevPagemapOps;
        if (start.IsMapped && UsesKey)
        {
            linux.AddKeyUserAtBoot(name);
        }

        var machine = linux.Machine;
        Number = linux.Pgmaps.Count + 1;
        Overlaps = start.Overlaps;
        LacksPageFree = start.LacksPageFree;
        Slot =
            start.Overlaps?.Slot
            ?? machine.Cell(
                $"pgmap_radix[{name}]",
                start.IsMapped ? Number : 0,
                null,
                number => number == 0 ? "empty" : Linux.NameOf(linux.Pgmaps, number, static pgmap => pgmap.Name)
            );
        Memory = machine.Lifetime($"struct dev_pagemap of {name}", start.IsMapped);
        RefPointer = machine.Cell($"{name}->ref", 1, Memory, value => value == 0 ? "NULL" : "set", isDetail: true);
        RangeCount = machine.Cell($"{name}->nr_range", 1, Memory, isDetail: true);
        OpsPointer = machine.Cell($"{name}->ops", 1, Memory, _ => "set", isDetail: true);
        StructPages = machine.Lifetime($"struct pages of {name}", start.IsMapped);
        Ref = new PercpuRef(linux, $"{name}->ref", ReferencesAt(linux, type, start), Memory);
        Reference = machine.Resource($"reference to {name}");
        Pages = machine.Registry<Page>();
        for (var page = 0; page < start.Pages; page++)
        {
            var suffix = linux.Pages.Count == 0 ? "" : (linux.Pages.Count + 1).ToString(null, null);
            Pages.Add(
                linux.Pages.Add(
                    new Page(linux, $"page{suffix}", this, start.IsMapped ? start.UsersPerPage : -1, start.IsAnonymous)
                )
            );
        }
    }

    /// <summary>What traces call it.</summary>
    public string Name { get; }

    /// <summary><c>pgmap->type</c>.</summary>
    public MemoryType Type { get; }

    /// <summary>What its driver does when asked: page_free, and from v5.0 on kill and cleanup.</summary>
    public IPagemapOps Ops { get; }

    /// <summary>Whether somebody is told when one of its pages becomes idle.</summary>
    public bool TellsWhenIdle { get; }

    /// <summary>Whether <c>put_page</c> of its pages depends on the static key, so that it is a user of the
    /// key.</summary>
    public bool UsesKey { get; }

    /// <summary>True if its driver lets pages hold references to <see cref="Ref"/>; the release says which pages and
    /// when.</summary>
    public bool CountsPages { get; }

    /// <summary>True if each page that is handed out holds a reference to <see cref="Ref"/>.</summary>
    public bool PagesHoldItInUse { get; }

    /// <summary>True if each page holds a reference to <see cref="Ref"/> from the setup to the teardown.</summary>
    public bool PagesHoldIt { get; }

    /// <summary>Its number, from 1: what <see cref="Slot"/> contains.</summary>
    public int Number { get; }

    /// <summary>Another page map whose addresses it wants too; null if its range is its own.</summary>
    public Pgmap? Overlaps { get; }

    /// <summary>True if its driver forgot to set <c>page_free</c>.</summary>
    public bool LacksPageFree { get; }

    /// <summary>
    /// The entry of its addresses in the pfn to page map table (<c>pgmap_radix</c>): the number of the page map that
    /// has them, 0 if none has. Read under RCU, written under pgmap_lock.
    /// </summary>
    public Cell Slot { get; }

    /// <summary>The driver's memory that <c>struct dev_pagemap</c> is in: it goes when the driver is unbound.</summary>
    public Lifetime Memory { get; }

    /// <summary><c>pgmap->ref</c> as memory: reading it is a use of the page map. 1 if it points to
    /// <see cref="Ref"/>, or that is part of the page map; 0 for NULL.</summary>
    public Cell RefPointer { get; }

    /// <summary><c>pgmap->nr_range</c>: how many ranges it has, and while it is set up, how many are set up
    /// already.</summary>
    public Cell RangeCount { get; }

    /// <summary><c>pgmap->ops</c> as memory, where the fault path calls them.</summary>
    public Cell OpsPointer { get; }

    /// <summary>The hot-added memory that holds the struct pages.</summary>
    public Lifetime StructPages { get; }

    /// <summary><c>pgmap->ref</c>.</summary>
    public PercpuRef Ref { get; }

    /// <summary>What a successful <c>get_dev_pagemap</c> gives.</summary>
    public Resource Reference { get; }

    /// <summary>Its pages.</summary>
    public Registry<Page> Pages { get; }

    /// <summary>True if its driver keeps a list of free pages, hands them out, and gets them back through
    /// <c>page_free</c>.</summary>
    public bool HandsOutPages => Type is MemoryType.Private or MemoryType.Public or MemoryType.P2PDma;

    /// <summary>True until somebody has killed its reference.</summary>
    public bool IsLive(StateView state) => (state[Ref.Flags] & PercpuRef.Dead) == 0;

    private static int ReferencesAt(Linux linux, MemoryType type, PgmapStart start)
    {
        var counting = linux.Code.PageCounting;
        var holds =
            (counting.HoldsPagemap(type) ? 1 : 0)
            + (counting.HoldsPagemapInUse(type) && start.UsersPerPage > 0 ? 1 : 0);
        return !start.IsMapped ? -1
            : start.CountsPages ? holds * start.Pages
            : 0;
    }
}

/// <summary><c>enum memory_type</c> (include/linux/memremap.h @ v4.18).</summary>
public enum MemoryType
{
    /// <summary>0: a page map whose pages need no callback, as device-dax's.</summary>
    Unmanaged,

    /// <summary>MEMORY_DEVICE_PRIVATE: device memory that the CPU cannot reach.</summary>
    Private,

    /// <summary>MEMORY_DEVICE_PUBLIC: device memory that both can reach.</summary>
    Public,

    /// <summary>MEMORY_DEVICE_FS_DAX: persistent memory under a file system.</summary>
    FsDax,

    /// <summary>MEMORY_DEVICE_PCI_P2PDMA (v4.20): a PCI device's memory that other devices may reach.</summary>
    P2PDma,
}

/// <summary>How a page map is when the scenario starts.</summary>
/// <param name="Pages">How many pages it has, from 0.</param>
/// <param name="IsMapped">True if <c>devm_memremap_pages</c> has already run for it.</param>
/// <param name="UsersPerPage">References to each page that users hold.</param>
/// <param name="CountsPages">True if each page holds a reference to the page map.</param>
public readonly record struct PgmapStart(int Pages, bool IsMapped, int UsersPerPage, bool CountsPages)
{
    /// <summary>Another page map whose addresses it wants too; null if its range is its own.</summary>
    public Pgmap? Overlaps { get; init; }

    /// <summary>True if its driver forgot to set <c>page_free</c>.</summary>
    public bool LacksPageFree { get; init; }

    /// <summary>True if processes have its pages as their memory.</summary>
    public bool IsAnonymous { get; init; }
}

/// <summary>
/// A driver's callbacks: <c>page_free</c> in <c>struct dev_pagemap</c> of v4.18, joined by <c>kill</c> in v5.0 and
/// <c>cleanup</c> in v5.2.
/// </summary>
public interface IPagemapOps
{
    /// <summary>A page of the map has become idle.</summary>
    Routine PageFree(Page page);

    /// <summary>
    /// <c>page_fault</c>, from v5.3 on <c>migrate_to_ram</c>: the process needs what is in a private page. Only drivers
    /// of such memory have it.
    /// </summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="mm">Whose memory it is.</param>
    /// <param name="page">The page.</param>
    /// <param name="held">The page again if the thread holds a reference to it, else null.</param>
    Routine MigrateToRam(Linux linux, AddressSpace mm, Page page, Page? held) =>
        throw new InvalidOperationException($"the driver of {page.Name} has no private memory");

    /// <summary>Kills <c>pgmap->ref</c>.</summary>
    Routine Kill();

    /// <summary>Waits until <c>pgmap->ref</c> is zero and gives its memory back.</summary>
    Routine Cleanup();
}
