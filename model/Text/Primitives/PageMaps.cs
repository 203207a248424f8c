using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>The table from page frame numbers to page maps (<c>pgmap_array</c>, <c>pgmap_radix</c>).</summary>
internal static class PageMaps
{
    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("page map table")
            .Function("xa_load radix_tree_lookup", "one load of the entry, which is followed", Find)
            .Function("xa_store_range", "takes the table's lock, writes the entry, drops the lock", StoreRange)
            .Function(
                "__radix_tree_insert",
                "writes the entry; the caller has the table's lock",
                i => InsertRange(i, i[1].Number, i.Subject<Pgmap>(3))
            )
            .Function("radix_tree_delete", "clears the entry; the caller has the table's lock", DeleteRange)
            .Function(
                "pfn_to_page",
                "the page of the number",
                i =>
                    i.Return(
                        i[0] == default
                            ? PageBinding.First(i.Context.World)
                            : PageBinding.At(i.Context.World, PfnOf(i[0]))
                    )
            );

    /// <summary>A page frame number, from 1.</summary>
    public static int PfnOf(Value value) =>
        value is { IsAddress: false, Number: > 0 and <= int.MaxValue }
            ? (int)value.Number
            : throw new MeaninglessException($"the page frame number {value}");

    private static Effect Find(Invocation i)
    {
        _ = i.Subject<PagemapTable>(0);
        return PgmapBinding.WithPfn(i.Linux, PfnOf(i[1])) is { } pgmap
            ? Effect.Load(Load(i.Context.World, pgmap, i.IsFollowed), null)
            : i.Return(default);
    }

    private static async Routine<Value> Load(TextWorld world, Pgmap pgmap, bool isFollowed)
    {
        var number = isFollowed ? await pgmap.Slot.Dereference(pgmap.Memory) : await pgmap.Slot.Load();
        return number == 0 ? default : EntryOf(world, world.Linux.Pgmaps[number - 1]);
    }

    // Up to v4.15 the table has what lies around the page map, struct page_map of kernel/memremap.c.
    private static Value EntryOf(TextWorld world, Pgmap pgmap)
    {
        var within = world.Code.Program.Record("struct page_map")?.Layout?.Find("pgmap")?.Offset ?? 0;
        var entry = PgmapBinding.Of(world, pgmap);
        return entry with { Number = entry.Number - within };
    }

    private static Effect StoreRange(Invocation i)
    {
        _ = i.Subject<PagemapTable>(0);
        var pgmap = PgmapBinding.WithPfn(i.Linux, PfnOf(i[1]));
        return pgmap is null ? throw new MeaninglessException($"no page map has the page frame number {i[1]}")
            : i[3].Object is BoundObject { Subject: Pgmap stored } ? Store(i.Linux, pgmap.Slot, stored.Number)
            : i[3].IsTrue ? throw new MeaninglessException($"{i[3]} is stored, and is no page map")
            : Store(i.Linux, pgmap.Slot, 0);
    }

    // One entry of the model stands for all that the range has.
    private static Effect InsertRange(Invocation i, long frame, Pgmap stored)
    {
        _ = i.Subject<PagemapTable>(0);
        return PgmapBinding.WithPfn(i.Linux, (int)frame) is not { } pgmap
                ? throw new MeaninglessException($"no page map has the page frame number {frame}")
            : PgmapBinding.PfnOf(pgmap.Pages[0]) == frame ? Write(pgmap.Slot, stored.Number)
            : i.Return(default);
    }

    private static Effect DeleteRange(Invocation i)
    {
        _ = i.Subject<PagemapTable>(0);
        return PgmapBinding.WithPfn(i.Linux, PfnOf(i[1])) is not { } pgmap
                ? throw new MeaninglessException($"no page map has the page frame number {i[1]}")
            : PgmapBinding.PfnOf(pgmap.Pages[0]) == PfnOf(i[1]) ? Write(pgmap.Slot, 0)
            : i.Return(default);
    }

    // xas_store and the radix tree's functions: rcu_assign_pointer.
    private static async Routine<Value> Write(Cell slot, int number)
    {
        await slot.Store(number, MemoryOrder.Release);
        return default;
    }

    private static async Routine<Value> Store(Linux linux, Cell slot, int number)
    {
        await linux.PgmapLock.Acquire();
        await Write(slot, number);
        await linux.PgmapLock.Release();
        return default;
    }
}
