using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;

namespace PgmapCheck.Model.Protocol.P2PDma;

/// <summary>
/// A PCI device whose memory others may use for their DMA (drivers/pci/p2pdma.c): a page map, and a pool of its free
/// pages.
/// </summary>
public sealed class P2PDevice : IPagemapOps
{
    private const string ReleaseAction = "pci_p2pdma_release";

    private readonly Linux _linux;

    /// <summary>Declares a bound device.</summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="pages">How many pages it has.</param>
    /// <param name="canFail">True if mappings may fail.</param>
    public P2PDevice(Linux linux, int pages, bool canFail = false)
    {
        _linux = linux;
        Pgmap = linux.Pgmaps.Add(
            new Pgmap(linux, "p2pmem", MemoryType.P2PDma, this, new PgmapStart(pages, true, 0, true))
        );
        Device = linux.Devices.Add(new Device(linux, "nvme0", Actions(), true, canFail));
    }

    /// <summary>Its page map. A page is in the pool while it is free in the driver's books.</summary>
    public Pgmap Pgmap { get; }

    /// <summary>Its managed resources.</summary>
    public Device Device { get; }

    /// <summary><c>p2pdma_page_free</c>: back to the pool, and the page's reference to the page map goes.</summary>
    [KernelFunction("p2pdma_page_free", "drivers/pci/p2pdma.c", "v6.2")]
    public async Routine PageFree(Page page)
    {
        await page.InUse.Store(0, MemoryOrder.Full, "gen_pool_free_owner");
        await Pgmap.Ref.Put();
    }

    /// <inheritdoc/>
    [KernelFunction("pci_p2pdma_percpu_kill", "drivers/pci/p2pdma.c", "v4.20")]
    public async Routine Kill() => await Pgmap.Ref.Kill();

    /// <inheritdoc/>
    [KernelFunction("pci_p2pdma_release", "drivers/pci/p2pdma.c", "v4.20")]
    public async Routine Cleanup()
    {
        await Pgmap.Ref.Released.Wait();
        await Pgmap.Ref.Exit();
    }

    /// <summary>Its driver is unbound.</summary>
    public async Routine Unbind()
    {
        await Device.ReleaseAll();
        await Pgmap.Memory.Free(); // devm_kzalloc
    }

    private ImmutableArray<DevmAction> Actions()
    {
        var memremap = _linux.Memremap;
        return memremap.Has(TeardownDuties.Wait)
            ? [.. memremap.Actions(_linux, Pgmap)]
            : [new DevmAction(ReleaseAction, Cleanup), .. memremap.Actions(_linux, Pgmap)];
    }
}

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
            value => value == 0 ? "none" : Linux.NameOf(_linux.Pages, value, static page => page.Name)
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
