using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>
/// An entry of a DAX file as the XArray has it: NULL, or a value of a page frame number and four bits (fs/dax.c). The
/// marks of the XArray are in the same word of the model.
/// </summary>
/// <param name="World">The kernel.</param>
/// <param name="File">Whose.</param>
/// <param name="Index">The first index that it stands for.</param>
internal sealed record DaxEntryField(TextWorld World, DaxFile File, int Index) : IImmutable
{
    private const int FrameShift = 4;
    private const int Flags = (1 << FrameShift) - 1;
    private const int Marks = DaxEntry.Clean | DaxEntry.ToWrite;

    // A store into a slot that has an entry keeps its marks, and one of NULL clears them.
    private static readonly Update s_store = static (int old, int entry, out int before) =>
    {
        before = old;
        return entry == 0 ? 0
            : old == 0 ? entry | DaxEntry.Clean
            : entry | (old & Marks);
    };

    private static readonly Update s_change = static (int old, int change, out int before) =>
    {
        before = old;
        return old == 0 ? 0
            : change < 0 ? old & ~-change
            : old | change;
    };

    private static readonly Update s_tag = static (int old, int _, out int before) =>
    {
        before = old;
        return old != 0 && (old & DaxEntry.Clean) == 0 ? old | DaxEntry.ToWrite : old;
    };

    private static bool Has(int word, int mark) =>
        word != 0 && (mark == DaxEntry.Clean ? (word & mark) == 0 : (word & mark) != 0);

    private Cell Cell => File.Entries[Index];

    /// <summary>What the XArray has for a word of the model.</summary>
    public static Value Decode(TextWorld world, int word)
    {
        if ((word & ~Marks) == 0)
        {
            return default;
        }

        var page = DaxEntry.PageNumber(word);
        long frame = page == 0 ? 0 : PgmapBinding.PfnOf(world.Linux.Pages[page - 1]);
        return Value.Of((((frame << FrameShift) | (uint)(word & Flags)) << 1) | 1);
    }

    /// <summary>The model's word for an entry of the XArray.</summary>
    /// <exception cref="MeaninglessException">It is none of a DAX file.</exception>
    public static int Encode(TextWorld world, Value entry)
    {
        if (entry == default)
        {
            return 0;
        }

        if (entry.IsAddress || (entry.Number & 1) == 0 || entry.Number < 0)
        {
            throw new MeaninglessException($"{entry} is no entry of a DAX file");
        }

        var frame = entry.Number >> (FrameShift + 1);
        var flags = (int)(entry.Number >> 1) & Flags;
        return frame == 0 ? flags : DaxEntry.Of(PgmapBinding.WithFrame(world.Linux, frame), flags);
    }

    /// <summary>Reads it; the lock of the entries is held.</summary>
    public async Routine<Value> Load() => Decode(World, await Cell.Load(MemoryOrder.Plain));

    /// <summary>The same if it has a mark; else NULL.</summary>
    public async Routine<Value> LoadIf(int mark)
    {
        var word = await Cell.Load(MemoryOrder.Plain);
        return Has(word, mark) ? Decode(World, word) : default;
    }

    /// <summary>Replaces it; the old one.</summary>
    public async Routine<Value> Store(Value entry) =>
        Decode(World, await Cell.Update(s_store, Encode(World, entry), MemoryOrder.Plain));

    /// <summary>Whether it has a mark.</summary>
    public async Routine<bool> Has(int mark) => Has(await Cell.Load(MemoryOrder.Plain), mark);

    /// <summary>Sets or clears a mark, of an entry that is there.</summary>
    public async Routine Mark(int mark, bool on) =>
        await Cell.Update(s_change, on == (mark == DaxEntry.Clean) ? -mark : mark, MemoryOrder.Plain);

    /// <summary>Marks it to be written if it is dirty; whether it is there.</summary>
    public async Routine Tag() => await Cell.Update(s_tag, 0, MemoryOrder.Plain);
}
