using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Model.Programs;

/// <summary>Page maps: looking them up, the static key, drivers that come and go.</summary>
internal static class PgmapOperations
{
    public static ImmutableArray<Operation> All { get; } =
    [
        new(
            "get_dev_pagemap",
            [ArgumentKind.Page],
            "takes a reference to the page map of a page; may find none",
            static async c => await c.Linux.Release.PagemapLookup.GetDevPagemap(c.Linux, c.Page)
        )
        {
            IsIn = static r => r.Config.ZoneDevice,
            Takes = HoldingKind.Pgmap,
            Use = Use.Lookup,
        },
        new("put_dev_pagemap", [ArgumentKind.Pgmap], "drops it", PutDevPagemap)
        {
            IsIn = static r => r.Config.ZoneDevice,
            Drops = HoldingKind.Pgmap,
        },
        new(
            "__bdev_dax_supported",
            [ArgumentKind.Page],
            "mount asks whether the device of a page can do DAX",
            static async c => await c.Linux.Release.DaxSupport.BdevDaxSupported(c.Linux, c.Page)
        )
        {
            IsIn = static r => r.Config.ZoneDevice && r.AsksForDaxSupport,
            Use = Use.Lookup,
        },
        new("dev_pagemap_get_ops", [], "another driver wants the static key", GetKey)
        {
            IsIn = Scenario.HasManagedKey,
            Takes = HoldingKind.Key,
        },
        new("dev_pagemap_put_ops", [], "it wants it no longer", PutKey)
        {
            IsIn = Scenario.HasManagedKey,
            Drops = HoldingKind.Key,
        },
        new(
            "bind",
            [ArgumentKind.Pgmap],
            "binds the device's driver, which maps its memory; may fail where faults are to be injected",
            static c => c.Device!.Bind()
        )
        {
            IsIn = Scenario.HasDevicePages,
            Use = Use.Bind,
            Waits = true,
        },
        new(
            "unbind",
            [ArgumentKind.Pgmap],
            "unbinds it; waits for what the release waits for",
            static c => c.Device!.Unbind()
        )
        {
            IsIn = Scenario.HasDevicePages,
            Use = Use.Unbind,
            Waits = true,
        },
    ];

    private static async Routine PutDevPagemap(BootedCall c)
    {
        if (c.Holds(c.Device!.Pgmap.Reference))
        {
            await c.Linux.Release.PagemapLookup.PutReference(c.Linux, c.Device.Pgmap);
        }
    }

    private static async Routine GetKey(BootedCall c)
    {
        await c.Linux.Release.ManagedKey.GetOps(c.Linux);
        c.Linux.Machine.Hold(c.Linux.KeyUse);
    }

    private static async Routine PutKey(BootedCall c)
    {
        await c.Linux.Machine.Pass("relies on devmap_managed_key");
        c.Linux.Machine.Drop(c.Linux.KeyUse);
        await c.Linux.Release.ManagedKey.PutOps(c.Linux);
    }
}
