using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Scenarios;

/// <summary>Peer-to-peer memory is allocated, mapped and given back, and its device goes.</summary>
internal static class P2PDmaScenarios
{
    public static ImmutableArray<Scenario> All { get; } =
    [
        new("p2p-alloc-vs-unbind", "a driver uses peer-to-peer memory while its device goes", AllocVersusUnbind)
        {
            RunsOn = static release => Scenario.HasDevicePages(release) && release.P2PDma.HasMemory,
        },
        new("p2p-alloc-vs-alloc", "two drivers use the only page of peer-to-peer memory", AllocVersusAlloc)
        {
            RunsOn = static release => Scenario.HasDevicePages(release) && release.P2PDma.HasMemory,
        },
        Of("p2p-mmap-with-failures", "a process maps peer-to-peer memory twice; mapping may fail", MapWithFailures),
        Of(
            "p2p-mmap-then-unbind",
            "a process maps peer-to-peer memory, which may fail, and the device goes",
            MapThenUnbind
        ),
        Of("p2p-mmap-vs-mmap", "two processes map the same memory, one after the other has failed to", MapVersusMap),
        Of("p2p-munmap-vs-mmap", "a process unmaps peer-to-peer memory, and another maps it", UnmapVersusMap),
        Of("p2p-munmap-vs-unbind", "a process unmaps peer-to-peer memory while its device goes", UnmapVersusUnbind),
    ];

    private static Scenario Of(string name, string summary, Action<Linux> setUp) =>
        new(name, summary, setUp) { RunsOn = MapsPages };

    private static bool MapsPages(Release release) => Scenario.HasDevicePages(release) && release.P2PDma.MapsPages;

    private static void AllocVersusUnbind(Linux linux)
    {
        var device = new P2PDevice(linux, 1);
        linux.Start("CPU 0 (driver)", () => AllocAndFree(linux, device));
        linux.Start("CPU 1 (unbind)", () => device.Unbind());
    }

    private static void AllocVersusAlloc(Linux linux)
    {
        var device = new P2PDevice(linux, 1);
        linux.Start("CPU 0 (driver)", () => AllocAndFree(linux, device));
        linux.Start("CPU 1 (driver)", () => AllocAndFree(linux, device));
    }

    private static void MapWithFailures(Linux linux)
    {
        var device = new P2PDevice(linux, 1, canFail: true);
        var mapping = new P2PMapping(linux, "process", device);
        linux.Start("CPU 0 (process)", () => MapTwice(linux, device, mapping));
    }

    private static void MapThenUnbind(Linux linux)
    {
        var device = new P2PDevice(linux, 1, canFail: true);
        var mapping = new P2PMapping(linux, "process", device);
        linux.Start("CPU 0 (process, unbind)", () => MapAndUnbind(linux, device, mapping));
    }

    private static void MapVersusMap(Linux linux)
    {
        var device = new P2PDevice(linux, 1, canFail: true);
        var (first, second) = (new P2PMapping(linux, "process 1", device), new P2PMapping(linux, "process 2", device));
        linux.Start("CPU 0 (process 1)", () => MapAndUnmap(linux, device, first));
        linux.Start("CPU 1 (process 2)", () => MapAndUnmap(linux, device, second));
    }

    private static void UnmapVersusMap(Linux linux)
    {
        var device = new P2PDevice(linux, 1);
        var (first, second) = (new P2PMapping(linux, "process 1", device), new P2PMapping(linux, "process 2", device));
        linux.Start("CPU 0 (process 1)", () => MapAndUnmap(linux, device, first));
        linux.Start("CPU 1 (process 2)", () => MapAndUnmap(linux, device, second));
    }

    private static void UnmapVersusUnbind(Linux linux)
    {
        var device = new P2PDevice(linux, 1);
        var mapping = new P2PMapping(linux, "process", device);
        linux.Start("CPU 0 (process)", () => MapAndUnmap(linux, device, mapping));
        linux.Start("CPU 1 (unbind)", () => device.Unbind());
    }

    private static async Routine AllocAndFree(Linux linux, P2PDevice device)
    {
        var p2pdma = linux.Release.P2PDma;
        if (await p2pdma.Alloc(linux, device) is { } page)
        {
            await linux.Machine.Pass($"DMA to {page.Name}");
            await p2pdma.Free(device, page);
        }
    }

    private static async Routine MapAndUnmap(Linux linux, P2PDevice device, P2PMapping mapping)
    {
        if (await linux.Release.P2PDma.Map(linux, device, mapping))
        {
            await linux.Release.P2PDma.Unmap(linux, mapping);
        }
    }

    private static async Routine MapTwice(Linux linux, P2PDevice device, P2PMapping mapping)
    {
        await MapAndUnmap(linux, device, mapping);
        await MapAndUnmap(linux, device, mapping);
    }

    private static async Routine MapAndUnbind(Linux linux, P2PDevice device, P2PMapping mapping)
    {
        await MapAndUnmap(linux, device, mapping);
        await device.Unbind();
    }
}
