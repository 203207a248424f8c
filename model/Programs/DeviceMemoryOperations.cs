using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Model.Programs;

/// <summary>Memory that a driver hands out: private, public, peer-to-peer.</summary>
internal static class DeviceMemoryOperations
{
    public static ImmutableArray<Operation> All { get; } =
    [
        new("allocate", [ArgumentKind.Page], "a driver takes a page off its free list; may find it in use", Allocate)
        {
            IsIn = Scenario.HasDevicePages,
            Takes = HoldingKind.Reference,
            Use = Use.Page,
        },
        new(
            "memory_failure",
            [ArgumentKind.Page],
            "looks at a page by its frame number",
            static async c => await c.Linux.Release.PfnWalk.Look(c.Linux, c.Page)
        )
        {
            IsIn = Scenario.HasDevicePages,
            Use = Use.Page,
        },
        new(
            "pci_alloc_p2pmem",
            [ArgumentKind.Pgmap],
            "takes a page of peer-to-peer memory from its pool, uses and frees it",
            UseP2P
        )
        {
            IsIn = static r => Scenario.HasDevicePages(r) && r.P2PDma.HasMemory,
            Use = Use.Lookup,
        },
        new(
            "p2pmem_alloc_mmap",
            [ArgumentKind.Pgmap],
            "a process maps a page of peer-to-peer memory, which may fail, and unmaps it",
            MapP2P
        )
        {
            IsIn = static r => Scenario.HasDevicePages(r) && r.P2PDma.MapsPages,
            Use = Use.Lookup,
            MapsP2P = true,
        },
        new(
            "handle_pte_fault",
            [ArgumentKind.Process],
            "the process uses its memory, which comes back from the device",
            static async c => await c.Linux.Release.PrivateFault.Access(c.Linux, c.Process!)
        )
        {
            IsIn = Scenario.HasDevicePages,
            Use = Use.Process,
        },
        new(
            "migrate_to_device",
            [ArgumentKind.Process],
            "its driver moves the process's memory to the device",
            static c => c.Linux.Release.MigrateVma.ToDevice(c.Linux, c.Process!, c.Device!.Hmm!)
        )
        {
            IsIn = Scenario.HasDevicePages,
            Use = Use.Process,
        },
        new(
            "migrate_to_ram",
            [ArgumentKind.Process],
            "its driver moves it back",
            static c => c.Linux.Release.MigrateVma.ToRam(c.Linux, c.Process!, null)
        )
        {
            IsIn = Scenario.HasDevicePages,
            Use = Use.Process,
        },
        new(
            "zap",
            [ArgumentKind.Process],
            "the process gives its memory up",
            static c => c.Linux.Release.PrivateFault.Zap(c.Linux, c.Process!)
        )
        {
            IsIn = Scenario.HasDevicePages,
            Use = Use.Zap,
        },
    ];

    // The driver's own books: it hands out what is on its free list.
    private static async Routine Allocate(BootedCall c)
    {
        if (await c.Page.InUse.CompareExchange(0, 1))
        {
            await c.Linux.Release.Hmm.Allocate(c.Linux, c.Page);
        }
    }

    private static async Routine MapP2P(BootedCall c)
    {
        if (await c.Linux.Release.P2PDma.Map(c.Linux, c.Device!.P2P!, c.Mapping!))
        {
            await c.Linux.Release.P2PDma.Unmap(c.Linux, c.Mapping!);
        }
    }

    private static async Routine UseP2P(BootedCall c)
    {
        if (await c.Linux.Release.P2PDma.Alloc(c.Linux, c.Device!.P2P!) is { } page)
        {
            await c.Linux.Machine.Pass($"DMA to {page.Name}");
            await c.Linux.Release.P2PDma.Free(c.Device.P2P!, page);
        }
    }
}
