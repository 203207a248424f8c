using Interleave.Routines;
using KernelText.Flow;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Memory hotplug: where struct pages come from and go to.</summary>
internal static class Hotplug
{
    private const string NoNodes = "zones, nodes and the direct mapping are no part of the protocol";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("memory hotplug")
            .Ignored("mem_hotplug_begin mem_hotplug_done", "one thread at a time sets a device up")
            .Ignored("remove_pfn_range_from_zone untrack_pfn pfnmap_untrack __va kasan_remove_zero_shadow", NoNodes)
            .Macro(
                "move_pfn_range_to_zone",
                "-",
                "void",
                "zones are no part of the protocol; before v4.20 it gives each page the count of a page in use",
                i => InitialisesPages(i) ? Initialise(SetUp(i).Pgmap) : i.Return(default)
            )
            .Macro("dev_to_node numa_mem_id page_to_nid", "-", "int", NoNodes, i => i.Return(default))
            .Macro(
                "devm_add_action_or_reset",
                "vvv",
                "int",
                "devres, as the model has it; may fail where the scenario wants faults",
                AddAction
            )
            .Macro(
                "devm_add_action",
                "vvv",
                "int",
                "devres, as the model has it; may fail where the scenario wants faults",
                i =>
                    i[1].Object is FunctionObject { Name: MemremapForm.ReleaseAction }
                        ? AddReleaseAction(i.Subject<Device>(0))
                        : throw new MeaninglessException($"the device action {i[1]}")
            )
            .Number("PAGE_KERNEL", 0, NoNodes, "pgprot_t")
            .Identity("pgprot_decrypted pgprot_noncached", NoNodes)
            .Macro("NODE_DATA", "-", "struct pglist_data *", NoNodes, i => i.Return(default))
            .Macro("page_zone", "-", "struct zone *", NoNodes, i => i.Return(default))
            .Macro("kasan_add_zero_shadow track_pfn_remap pfnmap_track", "-", "int", NoNodes, i => i.Return(default))
            .Macro("mhp_range_allowed", "-", "_Bool", NoNodes, i => i.Return(Value.Of(1)))
            .Macro(
                "region_intersects",
                "-",
                "int",
                "device memory is no RAM: REGION_DISJOINT",
                i => i.Return(Value.Of(i.Context.World.Code.Number("REGION_DISJOINT")))
            )
            .Function(
                "arch_add_memory add_pages",
                "the struct pages begin to exist; may fail where the scenario wants faults",
                i => Add(SetUp(i))
            )
            .Function("arch_remove_memory __remove_pages", "the struct pages are freed", i => Remove(SetUp(i).Pgmap))
            .Function(
                "memmap_init_zone_device",
                "each page gets the count of a free page",
                i => Initialise(i.Subject<Pgmap>(3))
            );

    private static SetUp SetUp(Invocation i) =>
        i.Context.Subject ?? throw new MeaninglessException("memory that belongs to no page map of the scenario");

    // Later trees have a function for it. The tree is asked, not what may be a mutant of it.
    private static bool InitialisesPages(Invocation i) =>
        !i
            .Context.World.Code.Program.Function(i.Position.Function.Flow.Symbol)
            .Code.Any(static c => c is Call { Callee.Name: "memmap_init_zone_device" });

    private static Effect AddAction(Invocation i) =>
        i[1].Object switch
        {
            FunctionObject { Name: MemremapForm.ReleaseAction } => AddAction(
                i.Subject<Device>(0),
                MemremapForm.ReleaseAction
            ),
            FunctionObject { Name: MemremapForm.KeyAction } => AddKeyAction(i.Linux, i.Subject<Device>(0)),
            _ => throw new MeaninglessException($"the device action {i[1]}"),
        };

    private static async Routine<Value> AddAction(Device device, string action) =>
        Value.Of(await device.AddActionOrReset(action) ? 0 : -12); // -ENOMEM

    // Who gives the key back may rely on it until then.
    private static Routine<Value> AddKeyAction(Linux linux, Device device)
    {
        linux.Machine.Hold(linux.KeyUser);
        return AddAction(device, MemremapForm.KeyAction);
    }

    // The result is not looked at.
    private static async Routine<Value> AddReleaseAction(Device device)
    {
        await device.AddAction(MemremapForm.ReleaseAction);
        return default;
    }

    private static async Routine<Value> Add(SetUp setUp)
    {
        if (setUp.Device is { } device && await device.Fails("arch_add_memory fails"))
        {
            return Value.Of(-12); // -ENOMEM
        }

        await setUp.Pgmap.StructPages.Begin();
        return default;
    }

    private static async Routine<Value> Remove(Pgmap pgmap)
    {
        await pgmap.StructPages.Free();
        return default;
    }

    private static async Routine<Value> Initialise(Pgmap pgmap)
    {
        for (var i = 0; i < pgmap.Pages.Count; i++)
        {
            await pgmap.Pages[i].RefCount.Set(pgmap.Pages[i].FreeCount);
        }

        return default;
    }
}
