using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Scenarios.Fixtures;

namespace PgmapCheck.Model.Scenarios;

/// <summary>A device is bound where that can fail, or not for the first time.</summary>
internal static partial class TeardownScenarios
{
    public static ImmutableArray<Scenario> OfBind { get; } =
    [
        new("bind-with-failures", "bind and unbind; every allocation and registration may fail", BindWithFailures),
        new("bind-over-another", "a device is bound whose addresses another one has", BindOverAnother)
        {
            Hardware = new() { DeservesWarnings = true },
        },
        new("add-over-another", "public memory is added at addresses that another device has", AddOverAnother)
        {
            RunsOn = release => Scenario.HasDevicePages(release) && release.Hmm.OffersDevmem,
        },
        new("bind-without-page-free", "a driver of private memory forgets a callback", BindWithoutPageFree)
        {
            Hardware = new() { DeservesWarnings = true },
            RunsOn = ChecksCallbacks,
        },
        new("unplug-and-replug", "unbind and bind again while mount asks for DAX support", Replug)
        {
            RunsOn = release => Scenario.HasFsDaxPages(release) && release.AsksForDaxSupport,
        },
        new("memory-failure-vs-replug", "unbind and bind again while a page fails", ReplugVersusFailure)
        {
            RunsOn = LooksPagemapsUp,
        },
        new("bind-twice", "a device is bound, unbound, bound again and unbound", BindTwice),
        new("device-dax-bind-twice", "the same for device-dax, which stays bound", BindDeviceDaxTwice)
        {
            RunsOn = release => release.Config.ZoneDevice,
        },
    ];

    private static void BindWithFailures(Linux linux)
    {
        var pmem = UnboundPmem(linux, canFail: true);
        var (bound, failed) = (linux.Outcome("the probe succeeds"), linux.Outcome("the probe fails"));
        linux.Start("CPU 0 (probe)", () => BindAndUnbind(linux, pmem, bound, failed));
    }

    private static void BindOverAnother(Linux linux)
    {
        var first = BoundPmem(linux);
        var second = new PmemDevice(
            linux,
            "pmem1",
            first.Pgmap.Type,
            new PgmapStart(1, false, 0, true) { Overlaps = first.Pgmap }
        );
        linux.Start("CPU 0 (probe)", () => BindTaken(linux, second));
    }

    private static void AddOverAnother(Linux linux)
    {
        var first = new HmmDevice(linux, "gpu0", MemoryType.Public, new PgmapStart(1, true, 0, false));
        var second = new HmmDevice(
            linux,
            "gpu1",
            MemoryType.Public,
            new PgmapStart(1, false, 0, false) { Overlaps = first.Pgmap }
        );
        linux.Start("CPU 0 (driver)", () => AddTaken(linux, second));
    }

    private static void BindWithoutPageFree(Linux linux)
    {
        var device = new HmmDevice(
            linux,
            "gpu0",
            MemoryType.Private,
            new PgmapStart(1, false, 0, false) { LacksPageFree = true }
        );
        linux.Start("CPU 0 (driver)", () => AddTaken(linux, device));
    }

    // Before, a missing callback was not noticed until it was called.
    private static bool ChecksCallbacks(Release release) =>
        Scenario.HasPrivateMemory(release) && release.Memremap.Has(TeardownDuties.OwnsReference);

    private static void Replug(Linux linux)
    {
        var pmem = BoundPmem(linux);
        var page = pmem.Pgmap.Pages[0];
        var (yes, no) = (linux.Outcome("DAX is supported"), linux.Outcome("DAX is not supported"));
        linux.Start("CPU 0 (unbind, probe)", () => UnbindAndBind(linux, pmem));
        linux.Start("CPU 1 (mount)", () => AskSupport(linux, page, yes, no));
    }

    private static void ReplugVersusFailure(Linux linux)
    {
        var pmem = BoundPmem(linux);
        var page = pmem.Pgmap.Pages[0];
        var (found, gone) = (linux.Outcome("the page is found"), linux.Outcome("the page is gone"));
        linux.Start("CPU 0 (unbind, probe)", () => UnbindAndBind(linux, pmem));
        linux.Start("CPU 1 (memory failure)", () => Fail(linux, page, found, gone));
    }

    private static void BindTwice(Linux linux)
    {
        var pmem = UnboundPmem(linux);
        var (yes, no) = (linux.Outcome("the device is found"), linux.Machine.Ghost("the device is gone"));
        linux.Start("CPU 0 (probe, lookup, unbind)", () => BindUnbindTwice(linux, pmem, yes, no));
    }

    private static void BindDeviceDaxTwice(Linux linux)
    {
        var dax = DeviceDax(linux, isBound: false);
        linux.Start("CPU 0 (probe, unbind)", () => Rebind(linux, dax));
    }

    private static async Routine BindAndUnbind(Linux linux, PmemDevice pmem, Resource bound, Resource failed)
    {
        var isBound = await linux.Release.Pmem.Bind(linux, pmem);
        linux.Machine.Hold(isBound ? bound : failed);
        if (isBound)
        {
            await linux.Release.Pmem.Unbind(linux, pmem);
        }
    }

    private static async Routine BindTaken(Linux linux, PmemDevice pmem) => await linux.Release.Pmem.Bind(linux, pmem);

    private static async Routine AddTaken(Linux linux, HmmDevice device) =>
        await (
            device.Pgmap.Type == MemoryType.Public
                ? linux.Release.Hmm.AddResource(linux, device)
                : linux.Release.Hmm.Add(linux, device)
        );

    private static async Routine UnbindAndBind(Linux linux, PmemDevice pmem)
    {
        await linux.Release.Pmem.Unbind(linux, pmem);
        await linux.Release.Pmem.Bind(linux, pmem);
    }

    private static async Routine BindUnbindTwice(Linux linux, PmemDevice pmem, Resource yes, Resource no)
    {
        await Rebind(linux, pmem);
        var page = pmem.Pgmap.Pages[0];
        await (LooksPagemapsUp(linux.Release) ? Fail(linux, page, yes, no) : LookUp(linux, page, yes, no));
        await linux.Release.Pmem.Unbind(linux, pmem);
    }

    private static async Routine Rebind(Linux linux, PmemDevice pmem)
    {
        await linux.Release.Pmem.Bind(linux, pmem);
        await linux.Release.Pmem.Unbind(linux, pmem);
        await linux.Release.Pmem.Bind(linux, pmem);
    }
}
