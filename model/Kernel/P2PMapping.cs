using Interleave.Memory;

namespace PgmapCheck.Model.Kernel;

/// <summary>A process's mapping of one page of a <see cref="P2PDevice"/>, through the device's sysfs file.</summary>
public sealed class P2PMapping
{
    private readonly Linux _linux;

    /// <summary>Declares a mapping that is empty.</summary>
    public P2PMapping(Linux linux, string name, P2PDevice device)
    {
        _linux = linux;
        Entry = linux.Machine.Cell(
            $"pte of {name}",
            0,
            null,
            value => value == 0 ? "none" : _linux.Pages[value - 1].Name
        );
        foreach (var page in device.Pgmap.Pages)
        {
            page.Mappings.Add(new Mapping(Entry, page.Number));
        }
    }

    /// <summary>Its page table entry: the number of the page that it maps, 0 for none.</summary>
    public Cell Entry { get; }

    /// <summary>The page that an entry maps; null for none.</summary>
    public Page? PageOf(int entry) => entry == 0 ? null : _linux.Pages[entry - 1];
}
