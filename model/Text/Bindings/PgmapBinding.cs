using Interleave.Routines;
using KernelText.Types;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>
/// <c>struct dev_pagemap</c> and its <c>dev_pagemap_ops</c>. What its driver has set does not change, but reading it is
/// a use of the driver's memory.
/// </summary>
internal static class PgmapBinding
{
    private static readonly StructBinding s_binding = StructBinding.Of<Pgmap>(
        "struct dev_pagemap",
        ("altmap.alloc", static (_, pgmap) => Constant(pgmap, "altmap.alloc", default)),
        ("flags", static (_, pgmap) => Constant(pgmap, "flags", default)),
        ("type", static (world, pgmap) => Constant(pgmap, "type", Value.Of(TypeOf(world.Code, pgmap.Type)))),
        ("vmemmap_shift", static (_, pgmap) => Constant(pgmap, "vmemmap_shift", default)),
        ("owner", static (_, pgmap) => Constant(pgmap, "owner", Value.Of(1))),
        ("nr_range", static (_, pgmap) => new CellField(pgmap.RangeCount)),
        ("ranges.start", static (_, pgmap) => Constant(pgmap, "range.start", Value.Of(FirstPfn(pgmap) << 12))),
        ("range.start", static (_, pgmap) => Constant(pgmap, "range.start", Value.Of(FirstPfn(pgmap) << 12))),
        (
            "range.end",
            static (_, pgmap) =>
                Constant(pgmap, "range.end", Value.Of(((FirstPfn(pgmap) + pgmap.Pages.Count) << 12) - 1))
        ),
        ("res.start", static (_, pgmap) => Constant(pgmap, "res.start", Value.Of(FirstPfn(pgmap) << 12))),
        (
            "res.end",
            static (_, pgmap) => Constant(pgmap, "res.end", Value.Of(((FirstPfn(pgmap) + pgmap.Pages.Count) << 12) - 1))
        ),
        (
            "res",
            static (world, pgmap) => PointsToRange(world.Code) ? Constant(pgmap, "res", Range(world, pgmap)) : null
        ),
        ("altmap_valid", static (_, pgmap) => Constant(pgmap, "altmap_valid", default)),
        ("dev", static (_, pgmap) => new IgnoredField($"{pgmap.Name}->dev")),
        ("data", static (_, pgmap) => Constant(pgmap, "data", default)),
        ("page_free", static (world, pgmap) => Constant(pgmap, "page_free", PageFreeOf(world, pgmap))),
        (
            "internal_ref.percpu_count_ptr",
            static (world, pgmap) => PercpuRefBinding.WithinPgmap(world, pgmap, "percpu_count_ptr")
        ),
        ("internal_ref.data", static (world, pgmap) => PercpuRefBinding.WithinPgmap(world, pgmap, "data")),
        ("internal_ref.count", static (world, pgmap) => PercpuRefBinding.WithinPgmap(world, pgmap, "count")),
        ("internal_ref.release", static (world, pgmap) => PercpuRefBinding.WithinPgmap(world, pgmap, "release")),
        (
            "internal_ref.confirm_switch",
            static (world, pgmap) => PercpuRefBinding.WithinPgmap(world, pgmap, "confirm_switch")
        ),
        (
            "internal_ref.force_atomic",
            static (world, pgmap) => PercpuRefBinding.WithinPgmap(world, pgmap, "force_atomic")
        ),
        ("ops", static (world, pgmap) => Constant(pgmap, "ops", Ops(world, pgmap))),
        (
            "ref.percpu_count_ptr",
            static (world, pgmap) => PercpuRefBinding.WithinPgmap(world, pgmap, "percpu_count_ptr")
        ),
        ("ref.data", static (world, pgmap) => PercpuRefBinding.WithinPgmap(world, pgmap, "data")),
        ("ref", static (world, pgmap) => RefIsWithin(world.Code) ? null : new RefField(world, pgmap)),
        ("done", static (_, pgmap) => new CompletionField(pgmap.Ref.Released))
    );

    // Up to v4.15 a page map points to its range.
    private static readonly StructBinding s_range = StructBinding.Of<Pgmap>(
        "struct resource",
        ("start", static (_, pgmap) => Constant(pgmap, "res->start", Value.Of(FirstPfn(pgmap) << 12))),
        (
            "end",
            static (_, pgmap) =>
                Constant(pgmap, "res->end", Value.Of(((FirstPfn(pgmap) + pgmap.Pages.Count) << 12) - 1))
        )
    );

    private static readonly StructBinding s_ops = StructBinding.Of<Pgmap>(
        "struct dev_pagemap_ops",
        ("page_free", static (world, pgmap) => new ConstantField("ops->page_free", PageFreeOf(world, pgmap))),
        // since v6.19
        ("folio_free", static (world, pgmap) => new ConstantField("ops->folio_free", PageFreeOf(world, pgmap))),
        ("memory_failure", static (_, _) => new ConstantField("ops->memory_failure", default)),
        ("kill", static (world, pgmap) => DriverCall(world, pgmap, "kill", static p => p.Ops.Kill())),
        ("cleanup", static (world, pgmap) => DriverCall(world, pgmap, "cleanup", static p => p.Ops.Cleanup())),
        (
            "migrate_to_ram",
            static (world, pgmap) => new ConstantField("ops->migrate_to_ram", Value.To(MigrateToRam(world, pgmap)))
        )
    );

    /// <summary>The address of a page map; NULL for null.</summary>
    public static Value Of(TextWorld world, Pgmap? pgmap) =>
        pgmap is null ? default : Value.To(world.Object(s_binding, pgmap, pgmap.Name));

    /// <summary>Where a page map has a reference of its own; null where it points to its driver's.</summary>
    public static long? OffsetOfRef(TextWorld world, Pgmap pgmap) =>
        world.Code.Program.Record("struct dev_pagemap")?.Layout is not { } layout ? null
        : layout.Find("ref") is { Type: RecordType } member ? member.Offset
        : world.Linux.Memremap.Owns(pgmap) ? layout.Find("internal_ref")?.Offset
        : null;

    /// <summary>A page map's reference is part of it: since v5.17. Before, it points to its own or to its
    /// driver's.</summary>
    public static bool RefIsWithin(TextCode code) =>
        code.Program.Record("struct dev_pagemap")?.Layout?.Find("ref") is { Type: RecordType };

    /// <summary>The page map whose range has a page frame number; of those that share it the one that came
    /// first.</summary>
    public static Pgmap? WithPfn(Linux linux, int pfn)
    {
        for (var i = 0; i < linux.Pgmaps.Count; i++)
        {
            var first = FirstPfn(linux.Pgmaps[i]);
            if (pfn >= first && pfn < first + linux.Pgmaps[i].Pages.Count)
            {
                return linux.Pgmaps[i];
            }
        }

        return null;
    }

    /// <summary>The page frame number of a page.</summary>
    public static int PfnOf(Page page) =>
        page.Pgmap is { } pgmap ? (int)FirstPfn(pgmap) + page.Number - pgmap.Pages[0].Number : page.Number;

    /// <summary>The page of a page frame number.</summary>
    /// <exception cref="MeaninglessException">No page has it.</exception>
    public static Page WithFrame(Linux linux, long frame)
    {
        for (var i = 0; i < linux.Pages.Count; i++)
        {
            if (PfnOf(linux.Pages[i]) == frame)
            {
                return linux.Pages[i];
            }
        }

        throw new MeaninglessException($"no page has the page frame number {frame}");
    }

    private static long FirstPfn(Pgmap pgmap) => (pgmap.Overlaps ?? pgmap).Pages[0].Number;

    // Pages of device-dax had no type of their own before v5.3, and another name for it up to v5.9.
    private static long TypeOf(TextCode code, MemoryType type) =>
        type == MemoryType.Unmanaged
            ? code.Program.Number("MEMORY_DEVICE_GENERIC") ?? code.Program.Number("MEMORY_DEVICE_DEVDAX") ?? 0
            : code.Number(
                type switch
                {
                    MemoryType.Private => "MEMORY_DEVICE_PRIVATE",
                    MemoryType.Public => "MEMORY_DEVICE_PUBLIC",
                    MemoryType.FsDax => "MEMORY_DEVICE_FS_DAX",
                    _ => "MEMORY_DEVICE_PCI_P2PDMA",
                }
            );

    private static ConstantField Constant(Pgmap pgmap, string member, Value value) =>
        new($"{pgmap.Name}->{member}", value, pgmap.RefPointer);

    private static bool PointsToRange(TextCode code) =>
        code.Program.Record("struct dev_pagemap")?.Layout?.Find("res") is { Type: PointerType };

    private static Value Range(TextWorld world, Pgmap pgmap) =>
        Value.To(world.Object(s_range, pgmap, $"{pgmap.Name}->res"));

    private static Value Ops(TextWorld world, Pgmap pgmap) =>
        pgmap.Type is MemoryType.FsDax && pgmap.LacksPageFree
            ? default
            : Value.To(world.Object(s_ops, pgmap, $"{pgmap.Name}->ops"));

    // Of a driver whose reference it is; before v5.18 there are others.
    private static ConstantField DriverCall(TextWorld world, Pgmap pgmap, string name, Func<Pgmap, Routine> call) =>
        new(
            $"ops->{name}",
            world.Linux.Memremap.Owns(pgmap) ? default : Value.To(world.Callback(name, pgmap, _ => Run(call(pgmap))))
        );

    private static async Routine<Value> Run(Routine call)
    {
        await call;
        return default;
    }

    // device-dax has none, and since v5.8 neither has the driver of persistent memory, where the tree has that driver.
    private static Value PageFreeOf(TextWorld world, Pgmap pgmap) =>
        pgmap.LacksPageFree
        || pgmap.Type is MemoryType.Unmanaged
        || (
            pgmap.Type is MemoryType.FsDax
            && world.Code.Program.Find("pmem_attach_disk") is not null
            && world.Code.Program.Find("fsdax_pagefree") is null
            && world.Code.Program.Find("pmem_pagemap_page_free") is null
        )
            ? default
            : Value.To(PageFree(world, pgmap));

    private static CallbackObject PageFree(TextWorld world, Pgmap pgmap) =>
        world.Callback("page_free", pgmap, i => Free(pgmap, i.Subject<Page>(0)));

    // Before v6.0 it was called with the fault too; what it says is not looked at.
    private static CallbackObject MigrateToRam(TextWorld world, Pgmap pgmap) =>
        world.Callback("migrate_to_ram", pgmap, i => Migrate(pgmap, i));

    private static Effect Migrate(Pgmap pgmap, Invocation i)
    {
        var fault = i[0].Object as StackObject ?? throw new MeaninglessException($"the fault {i[0]} is no local");
        var offset = i[0].Number + WaitQueueBinding.Offset(i.Context.World.Code, "struct vm_fault", "page");
        return
            i.Memory.Load(fault, offset, 8, isSigned: false).Object is BoundObject { Subject: Page page }
            && i.Context.Mapped is MappedAnonymous { Mm: var mm }
            ? Migrate(i.Linux, pgmap, mm, page)
            : throw new MeaninglessException("a fault on no private page");
    }

    private static async Routine<Value> Migrate(Linux linux, Pgmap pgmap, AddressSpace mm, Page page)
    {
        linux.Machine.Hold(page.Faulted);
        await pgmap.Ops.MigrateToRam(linux, mm, page, linux.PrivateFault.HoldsPage ? page : null);
        return default;
    }

    private static async Routine<Value> Free(Pgmap pgmap, Page page)
    {
        page.NotePageFree();
        await pgmap.Ops.PageFree(page);
        return default;
    }

    // 0 for NULL.
    private sealed class RefField(TextWorld world, Pgmap pgmap) : CellField(pgmap.RefPointer)
    {
        protected override Value Decode(int word) => word == 0 ? default : PercpuRefBinding.Of(world, pgmap.Ref);

        protected override int Encode(Value value) =>
            value == default ? 0
            : value == PercpuRefBinding.Of(world, pgmap.Ref) ? 1
            : throw new MeaninglessException($"{Name} cannot be {value}");
    }
}
