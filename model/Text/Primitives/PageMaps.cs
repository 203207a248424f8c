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
            .Function("xa_load", "one load of the entry, which is followed", Find)
            .Function("xa_store_range", "takes the table's lock, writes the entry, drops the lock", StoreRange)
            .Function(
                "pfn_to_page",
                "the page of the number",
                i => i.Return(PageBinding.At(i.Context.World, PfnOf(i[0])))
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
        return number == 0 ? default : PgmapBinding.Of(world, world.Linux.Pgmaps[number - 1]);
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

    private static async Routine<Value> Store(Linux linux, Cell slot, int number)
    {
        await linux.PgmapLock.Acquire();
        await slot.Store(number);
        await linux.PgmapLock.Release();
        return default;
    }
}
