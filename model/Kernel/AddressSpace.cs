using System.Collections.Immutable;
using Interleave.Memory;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// A process's memory, as far as one anonymous page goes: the page table entry of its address, and the lock over it.
/// </summary>
public sealed class AddressSpace
{
    private const int KindBits = 2;
    private const int KindMask = (1 << KindBits) - 1;

    private readonly Linux _linux;

    /// <summary>Declares an address that maps <paramref name="mapped"/>, or nothing yet.</summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="name">What traces call the process.</param>
    /// <param name="device">The page map of the device that its memory may be in; its pages are there already.</param>
    /// <param name="ram">Pages of ordinary memory that it may be in.</param>
    /// <param name="mapped">Where it is; null for an address that has not been touched.</param>
    public AddressSpace(Linux linux, string name, Pgmap device, ImmutableArray<Page> ram, Page? mapped)
    {
        _linux = linux;
        Name = name;
        Number = linux.AddressSpaces.Count + 1;
        Ram = ram;
        var machine = linux.Machine;
        PageTableLock = linux.Atomic.SpinLock($"page table lock of {name}");
        Entry = machine.Cell($"pte of {name}", mapped is null ? 0 : MappingOf(mapped), null, Format);
        GivenUp = machine.Ghost($"the entry of {name} is given up");
        foreach (var page in device.Pages)
        {
            page.Mappings.Add(new Mapping(Entry, MappingOf(page), GivenUp));
            if (page == mapped)
            {
                machine.Preset(page.Mapping, Number);
            }
        }

        foreach (var page in ram)
        {
            page.Mappings.Add(new Mapping(Entry, MappingOf(page)));
        }
    }

    /// <summary>What traces call the process.</summary>
    public string Name { get; }

    /// <summary>Its number, from 1: what <c>page->mapping</c> is while it maps a page of device memory.</summary>
    public int Number { get; }

    /// <summary>Ordinary memory: a page that is not there can be allocated.</summary>
    public ImmutableArray<Page> Ram { get; }

    /// <summary>Protects <see cref="Entry"/>.</summary>
    public Mutex PageTableLock { get; }

    /// <summary>The page table entry.</summary>
    public Cell Entry { get; }

    /// <summary>Held by a thread that has the lock, and puts the page before it clears the entry.</summary>
    public Resource GivenUp { get; }

    /// <summary>The entry that maps <paramref name="page"/>: a present one, or for device memory a special swap
    /// entry.</summary>
    public static int MappingOf(Page page) =>
        Encode(page, page.Pgmap is null ? PteKind.Present : PteKind.DevicePrivate);

    /// <summary>A page table entry as a number.</summary>
    public static int Encode(Page page, PteKind kind) => (page.Number << KindBits) | (int)kind;

    /// <summary>What an entry is.</summary>
    public static PteKind KindOf(int entry) => (PteKind)(entry & KindMask);

    /// <summary>The page of an entry that has one.</summary>
    public Page PageOf(int entry) => _linux.Pages[(entry >> KindBits) - 1];

    private string Format(int entry)
    {
        var page = Linux.NameOf(_linux.Pages, entry >> KindBits, static page => page.Name);
        return KindOf(entry) switch
        {
            PteKind.None => "none",
            PteKind.Migration => $"migration entry of {page}",
            PteKind.DevicePrivate => $"private entry of {page}",
            _ => page,
        };
    }
}

/// <summary>What a page table entry of anonymous memory is (include/linux/swapops.h @ v4.14).</summary>
public enum PteKind
{
    /// <summary><c>pte_none</c>: nothing has been there yet, or it was zapped.</summary>
    None,

    /// <summary><c>pte_present</c>: a page of ordinary memory.</summary>
    Present,

    /// <summary><c>is_device_private_entry</c>: a page of device memory, mapped although the CPU cannot reach
    /// it.</summary>
    DevicePrivate,

    /// <summary><c>is_migration_entry</c>: whoever is moving the page holds it; others wait.</summary>
    Migration,
}
