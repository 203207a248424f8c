using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>
/// The XArray of a file's entries, by way of an iterator (lib/xarray.c). What the iterator stands on matters: one that
/// stands on an entry finds no conflicting one.
/// </summary>
internal static class XArrays
{
    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("xarray")
            .Function("xas_load", "one load of the entry at the index, on which the iterator then stands", Load)
            .Function(
                "xas_find_conflict",
                "the same; nothing if it stands on an entry already",
                i => XArrayState.Of(i, 0).MustLook ? Load(i) : i.Return(default)
            )
            .Function("xas_store", "one exchange of the entry; NULL clears its marks", Store)
            .Function("xas_find xas_next_entry", "the next entry that is there: one load for each index", Find)
            .Function(
                "xas_find_marked xas_next_marked",
                "the next entry with a mark: one load for each index",
                FindMarked
            )
            .Function("xas_pause", "goes on behind the entry once the lock is taken again", Pause)
            .Function("xas_get_mark", "one load", i => Has(Entry(i), Mark(i, 1)))
            .Function("xas_set_mark", "one step", i => Set(Entry(i), Mark(i, 1), true))
            .Function("xas_clear_mark", "one step", i => Set(Entry(i), Mark(i, 1), false))
            .Value("xas_nomem", "nodes of the array are always to be had", _ => default)
            .Value("mapping_empty", "a shortcut for files without entries", _ => default)
            .Function(
                "tag_pages_for_writeback",
                "under the lock of the entries, one step for each index",
                i => Tag(i.Context.World, i.Subject<DaxFile>(0), i[1].Number, i[2].Number)
            );

    private static int Mark(Invocation i, int argument) =>
        i[argument].Number == i.Context.World.Code.Number("PAGECACHE_TAG_DIRTY") ? DaxEntry.Clean
        : i[argument].Number == i.Context.World.Code.Number("PAGECACHE_TAG_TOWRITE") ? DaxEntry.ToWrite
        : throw new MeaninglessException($"the mark {i[argument]}");

    private static DaxEntryField Entry(Invocation i)
    {
        var state = XArrayState.Of(i, 0);
        return state.IsInside
            ? new DaxEntryField(i.Context.World, state.File, state.Head)
            : throw new MeaninglessException($"index {state.Index} of {state.File.Name}, which has no such page");
    }

    private static Effect Load(Invocation i)
    {
        var state = XArrayState.Of(i, 0);
        return state.IsInvalid ? i.Return(default)
            : state.IsInside ? Load(Entry(i), state.Standing(i.Memory, i.Context.World, state.Index))
            : Effect.Of(default, state.Standing(i.Memory, i.Context.World, state.Index));
    }

    private static async Routine<Outcome> Load(DaxEntryField entry, ThreadMemory memory) =>
        new(await entry.Load(), memory);

    private static Effect Store(Invocation i)
    {
        var state = XArrayState.Of(i, 0);
        return state.IsInvalid
            ? i.Return(default)
            : Store(Entry(i), i[1], state.Standing(i.Memory, i.Context.World, state.Index));
    }

    private static async Routine<Outcome> Store(DaxEntryField entry, Value value, ThreadMemory memory) =>
        new(await entry.Store(value), memory);

    private static Effect Find(Invocation i) => Find(i, 0, i[1].Number);

    private static Effect FindMarked(Invocation i) => Find(i, Mark(i, 2), i[1].Number);

    private static Effect Find(Invocation i, int mark, long max)
    {
        var state = XArrayState.Of(i, 0);
        if (state.IsInvalid)
        {
            return i.Return(default);
        }

        var first = state.MustLook ? state.Index : state.File.HeadOf((int)state.Index) + state.File.PagesPerEntry;
        var last = max < 0 ? state.File.Pages.Length - 1 : Math.Min(max, state.File.Pages.Length - 1);
        return Find(i.Context.World, state, first, last, mark, i.Memory);
    }

    private static async Routine<Outcome> Find(
        TextWorld world,
        XArrayState state,
        long first,
        long last,
        int mark,
        ThreadMemory memory
    )
    {
        for (var index = first; index <= last; index = state.File.HeadOf((int)index) + state.File.PagesPerEntry)
        {
            var field = new DaxEntryField(world, state.File, state.File.HeadOf((int)index));
            var entry = await (mark == 0 ? field.Load() : field.LoadIf(mark));
            if (entry.IsTrue)
            {
                return new Outcome(entry, state.Standing(memory, world, index));
            }
        }

        return new Outcome(default, state.AtEnd(memory, last + 1));
    }

    private static Effect Pause(Invocation i)
    {
        var state = XArrayState.Of(i, 0);
        return state.IsInvalid
            ? i.Return(default)
            : Effect.Of(
                default,
                state.Looking(i.Memory, state.MustLook ? state.Index + 1 : state.Head + state.File.PagesPerEntry)
            );
    }

    private static async Routine<Value> Has(DaxEntryField entry, int mark) => Value.Of(await entry.Has(mark));

    private static async Routine<Value> Set(DaxEntryField entry, int mark, bool on)
    {
        await entry.Mark(mark, on);
        return default;
    }

    private static async Routine<Value> Tag(TextWorld world, DaxFile file, long first, long last)
    {
        await file.PagesLock.Acquire();
        var end = last < 0 ? file.Pages.Length - 1 : Math.Min(last, file.Pages.Length - 1);
        for (var index = (long)file.HeadOf((int)first); index <= end; index += file.PagesPerEntry)
        {
            await new DaxEntryField(world, file, (int)index).Tag();
        }

        await file.PagesLock.Release();
        return default;
    }
}
