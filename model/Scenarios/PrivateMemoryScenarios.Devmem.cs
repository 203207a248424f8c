using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Scenarios;

/// <summary>A driver adds and removes device memory through HMM.</summary>
internal static partial class PrivateMemoryScenarios
{
    public static ImmutableArray<Scenario> OfDevmem { get; } =
    [
        new("hmm-add-remove", "device memory is added and removed", AddRemove) { RunsOn = HasPrivateDevmem },
        new("hmm-add-resource-remove", "public memory at a known address is added and removed", AddResourceRemove)
        {
            RunsOn = HasDevmem,
        },
        new("hmm-add-with-failures", "device memory is added and removed; every step may fail", AddWithFailures)
        {
            RunsOn = HasPrivateDevmem,
        },
    ];

    // Public memory went with hmm_devmem_add.
    private static bool HasDevmem(Release release) => Scenario.HasDevicePages(release) && release.Hmm.OffersDevmem;

    private static bool HasPrivateDevmem(Release release) =>
        Scenario.HasPrivateMemory(release) && release.Hmm.OffersDevmem;

    private static void AddRemove(Linux linux) => StartAddRemove(linux, MemoryType.Private, false);

    private static void AddResourceRemove(Linux linux) => StartAddRemove(linux, MemoryType.Public, false);

    private static void AddWithFailures(Linux linux) => StartAddRemove(linux, MemoryType.Private, true);

    private static void StartAddRemove(Linux linux, MemoryType type, bool canFail)
    {
        var device = new HmmDevice(linux, "gpu0", type, new PgmapStart(1, false, 0, false), canFail);
        linux.Start("CPU 0 (driver)", () => AddAndRemove(linux, device));
    }

    private static async Routine AddAndRemove(Linux linux, HmmDevice device)
    {
        var hmm = linux.Release.Hmm;
        if (
            device.Pgmap.Type == MemoryType.Private
                ? await hmm.Add(linux, device)
                : await hmm.AddResource(linux, device)
        )
        {
            await hmm.Remove(linux, device);
        }
    }
}
