using Interleave;
using Interleave.Memory;

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
        IsManaged = type != MemoryType.Unmanaged && linux.Release.Config.DevPagemapOps;
        var machine = linux.Machine;
        Slot = machine.Cell($"pgmap_radix[{name}]", start.IsMapped ? 1 : 0, null, value => value == 0 ? "empty" : name);
        Memory = machine.Lifetime($"struct dev_pagemap of {name}", start.IsMapped);
        RefPointer = machine.Cell($"{name}->ref", 1, Memory, _ => "set", isDetail: true);
        StructPages = machine.Lifetime($"struct pages of {name}", start.IsMapped);
        Ref = new PercpuRef(linux, $"{name}->ref", !start.IsMapped ? -1 : start.CountsPages ? start.Pages : 0);
        Reference = machine.Resource($"reference to {name}");
        Pages = machine.Registry<Page>();
        for (var page = 0; page < start.Pages; page++)
        {
            var suffix = linux.Pages.Count == 0 ? "" : (linux.Pages.Count + 1).ToString(null, null);
            Pages.Add(linux.Pages.Add(new Page(
                linux, $"page{suffix}", this, start.IsMapped ? 1 + start.UsersPerPage : 0, start.UsersPerPage > 0)));
        }
    }

    /// <summary>What traces call it.</summary>
    public string Name { get; }

    /// <summary><c>pgmap->type</c>.</summary>
    public MemoryType Type { get; }

    /// <summary>What its driver does when asked: page_free, and from v5.0 on kill and cleanup.</summary>
    public IPagemapOps Ops { get; }

    /// <summary>Whether <c>put_page</c> has to look for the idle transition of its pages.</summary>
    public bool IsManaged { get; }

    /// <summary>True if each page holds a reference to <see cref="Ref"/>, given back when its count reaches 0.</summary>
    public bool CountsPages { get; }

    /// <summary>
    /// Its entry in the pfn to page map table (<c>pgmap_radix</c>): 1 while there. Read under RCU, written under
    /// pgmap_lock.
    /// </summary>
    public Cell Slot { get; }

    /// <summary>The driver's memory that <c>struct dev_pagemap</c> is in: it goes when the driver is unbound.</summary>
    public Lifetime Memory { get; }

    /// <summary><c>pgmap->ref</c> as memory: reading it is a use of the page map.</summary>
    public Cell RefPointer { get; }

    /// <summary>The hot-added memory that holds the struct pages.</summary>
    public Lifetime StructPages { get; }

    /// <summary><c>pgmap->ref</c>.</summary>
    public PercpuRef Ref { get; }

    /// <summary>What a successful <c>get_dev_pagemap</c> gives.</summary>
    public Resource Reference { get; }

    /// <summary>Its pages.</summary>
    public Registry<Page> Pages { get; }
}
