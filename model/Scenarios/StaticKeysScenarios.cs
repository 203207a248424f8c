using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Scenarios.Fixtures;

namespace PgmapCheck.Model.Scenarios;

/// <summary>The static key is switched by several drivers, and relied on by others.</summary>
internal static class StaticKeysScenarios
{
    public static ImmutableArray<Scenario> All { get; } =
    [
        new("key-get-vs-get", "two drivers become the first user of the key", GetVersusGet)
        {
            RunsOn = Scenario.HasManagedKey,
        },
        new("key-put-vs-get", "the last user leaves while another comes", PutVersusGet)
        {
            RunsOn = Scenario.HasManagedKey,
        },
        new("key-put-vs-toggle", "the last user leaves while another comes and goes", PutVersusToggle)
        {
            RunsOn = Scenario.HasManagedKey,
        },
        new("key-put-vs-extra-put", "a driver gives the key back once too often", PutVersusExtraPut)
        {
            RunsOn = CountsInTheKey,
            Hardware = new() { DeservesWarnings = true },
        },
        new("key-toggle-vs-toggle", "two drivers come and go", ToggleVersusToggle) { RunsOn = Scenario.HasManagedKey },
        new("three-key-toggles", "three drivers come and go", ThreeToggles) { RunsOn = Scenario.HasManagedKey },
        new("key-toggle-vs-put", "a driver comes and goes beside a page in use", ToggleVersusPut)
        {
            RunsOn = Scenario.HasManagedKey,
        },
        new("bind-vs-bind", "two pmem devices are bound at once", BindVersusBind),
        new("unbind-vs-bind", "one pmem device goes while another comes", UnbindVersusBind),
        new(
            "device-dax-unplug-vs-put",
            "an unmanaged page map goes beside a page in use of a DAX file system",
            DeviceDaxUnplugVersusPut
        )
        {
            RunsOn = Scenario.HasManagedKey,
        },
        new(
            "device-dax-replug-vs-bind",
            "an unmanaged page map comes and goes while a pmem device is bound",
            DeviceDaxReplugVersusBind
        )
        {
            RunsOn = Scenario.HasManagedKey,
        },
        new(
            "bind-and-use-vs-bind",
            "a device is bound, used and truncated while another is bound",
            BindAndUseVersusBind
        )
        {
            RunsOn = Scenario.HasManagedKey,
        },
    ];

    private static void GetVersusGet(Linux linux)
    {
        linux.Start("CPU 0 (driver)", () => Get(linux));
        linux.Start("CPU 1 (driver)", () => Get(linux));
    }

    private static void PutVersusGet(Linux linux)
    {
        linux.AddKeyUserAtBoot("old driver");
        linux.Start("CPU 0 (old driver)", () => Put(linux), linux.KeyUse);
        linux.Start("CPU 1 (new driver)", () => Get(linux));
    }

    private static void PutVersusToggle(Linux linux)
    {
        linux.AddKeyUserAtBoot("old driver");
        linux.Start("CPU 0 (old driver)", () => Put(linux), linux.KeyUse);
        linux.Start("CPU 1 (new driver)", () => Toggle(linux));
    }

    // A misuse, and the kernel's bookkeeping is to survive it: nothing in C keeps a driver from doing so.
    private static void PutVersusExtraPut(Linux linux)
    {
        linux.AddKeyUserAtBoot("driver");
        linux.Start("CPU 0 (driver)", () => Put(linux), linux.KeyUse);
        linux.Start("CPU 1 (driver)", () => linux.Release.ManagedKey.PutOps(linux));
    }

    private static void ToggleVersusToggle(Linux linux)
    {
        linux.Start("CPU 0 (driver)", () => Toggle(linux));
        linux.Start("CPU 1 (driver)", () => Toggle(linux));
    }

    private static void ThreeToggles(Linux linux)
    {
        linux.Start("CPU 0 (driver)", () => Toggle(linux));
        linux.Start("CPU 1 (driver)", () => Toggle(linux));
        linux.Start("CPU 2 (driver)", () => Toggle(linux));
    }

    private static void ToggleVersusPut(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        StartWaitingTruncate(linux, "CPU 0 (truncate)", MappedFile(linux, pmem));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
        linux.Start("CPU 2 (driver)", () => Toggle(linux));
    }

    private static void BindVersusBind(Linux linux)
    {
        var (first, second) = (UnboundPmem(linux), UnboundPmem(linux));
        linux.Start("CPU 0 (probe)", () => Bind(linux, first));
        linux.Start("CPU 1 (probe)", () => Bind(linux, second));
    }

    private static void UnbindVersusBind(Linux linux)
    {
        var (first, second) = (BoundPmem(linux), UnboundPmem(linux));
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, first));
        linux.Start("CPU 1 (probe)", () => Bind(linux, second));
    }

    private static void DeviceDaxUnplugVersusPut(Linux linux)
    {
        var (pmem, dax) = (BoundPmem(linux, pages: 1, usersPerPage: 1), DeviceDax(linux, isBound: true));
        var page = pmem.Pgmap.Pages[0];
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, dax));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void DeviceDaxReplugVersusBind(Linux linux)
    {
        var (pmem, dax) = (UnboundPmem(linux), DeviceDax(linux, isBound: false));
        linux.Start("CPU 0 (probe)", () => Bind(linux, pmem));
        linux.Start("CPU 1 (probe, unbind)", () => BindAndUnbind(linux, dax));
    }

    // The key's first user is still switching it on while the second already relies on it.
    private static void BindAndUseVersusBind(Linux linux)
    {
        var pmem = UnboundPmem(linux);
        var file = linux.Files.Add(new DaxFile(linux, "file", FileSystem.Xfs, [.. pmem.Pgmap.Pages], true));
        var mounted = linux.Machine.Cell("mounted", 0, null, value => value == 0 ? "no" : "yes");
        linux.StartTask("CPU 0 (truncate)", current => TruncateMounted(linux, current, file, mounted));
        linux.StartTask("CPU 1 (probe, direct I/O)", current => BindAndUse(linux, current, pmem, file, mounted));
        linux.Start("CPU 2 (driver)", () => Get(linux));
    }

    // Where the users are counted beside the key, one put too many is not the key's affair.
    private static bool CountsInTheKey(Release release) =>
        Scenario.HasFsDaxPages(release) && release.ManagedKey.EnabledFor(2) == 2;

    private static async Routine Get(Linux linux)
    {
        await linux.Release.ManagedKey.GetOps(linux);
        linux.Machine.Hold(linux.KeyUse);
    }

    private static async Routine Put(Linux linux)
    {
        linux.Machine.Drop(linux.KeyUse);
        await linux.Release.ManagedKey.PutOps(linux);
    }

    private static async Routine Toggle(Linux linux)
    {
        await Get(linux);
        await linux.Machine.Pass("relies on devmap_managed_key");
        await Put(linux);
    }

    private static async Routine BindAndUnbind(Linux linux, PmemDevice device)
    {
        await linux.Release.Pmem.Bind(linux, device);
        await linux.Release.Pmem.Unbind(linux, device);
    }

    private static async Routine Bind(Linux linux, PmemDevice pmem) => await linux.Release.Pmem.Bind(linux, pmem);

    private static async Routine BindAndUse(
        Linux linux,
        TaskStruct current,
        PmemDevice pmem,
        DaxFile file,
        Cell mounted
    )
    {
        await linux.Release.Pmem.Bind(linux, pmem);
        if (await linux.Release.GetUserPages.Slow(linux, current, file, 0) is { } page)
        {
            await mounted.Store(1, MemoryOrder.Release);
            await PutPage(linux, page);
        }
    }

    private static async Routine TruncateMounted(Linux linux, TaskStruct current, DaxFile file, Cell mounted)
    {
        await mounted.Until(static (value, _) => value != 0);
        await linux.Release.Truncate.Truncate(linux, current, file);
    }
}
