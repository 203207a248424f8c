using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>What a fault on a DAX file asks its file system for: blocks, by way of <c>iomap_iter</c>.</summary>
internal static class Faults
{
    private const string Iterator = "struct iomap_iter";
    private const string Iomap = "struct iomap";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("faults")
            .Function("i_size_read", "0 once all blocks of the file are gone: a load for each", Size)
            .Function("iomap_iter", "the block of the page, in one round; a hole is filled for a write", Iterate)
            .Function("dax_iomap_direct_access", "the page frame of the block", Access)
            .Value(
                "my_zero_pfn zero_pfn",
                "the zero page of the file with holes",
                i => Value.Of(PgmapBinding.PfnOf(Zero(i.Linux)))
            )
            .Function("memset", "of a local", Clear);

    private static Page Zero(Linux linux)
    {
        for (var i = 0; i < linux.Files.Count; i++)
        {
            if (linux.Files[i].ZeroPage is { } zero)
            {
                return zero;
            }
        }

        throw new MeaninglessException("the zero page of a scenario without holes");
    }

    private static Effect Size(Invocation i) => Size(i.Subject<DaxFile>(0));

    private static async Routine<Value> Size(DaxFile file)
    {
        for (var index = 0; index < file.Blocks.Length; index++)
        {
            if (await file.Blocks[index].Load() != DaxFile.Freed)
            {
                return Value.Of(long.MaxValue);
            }
        }

        return default;
    }

    private static Effect Iterate(Invocation i)
    {
        var iterator = i[0].Object as StackObject ?? throw new MeaninglessException($"the iterator {i[0]} is no local");
        var code = i.Context.World.Code;
        var memory = i.Memory;
        var start = i[0].Number;
        long At(string path) => start + WaitQueueBinding.Offset(code, Iterator, path);
        if (memory.Load(iterator, At("iomap.length"), 8, isSigned: true).Number != 0)
        {
            // What the last round came to; since v6.15 as a status, and an advance is told from the position.
            var (member, bytes) = Has(code, "processed") ? ("processed", 8) : ("status", 4);
            return i.Return(Value.Of(Math.Min(0, memory.Load(iterator, At(member), bytes, isSigned: true).Number)));
        }

        var file = memory.Load(iterator, At("inode"), 8, isSigned: true).Object is BoundObject { Subject: DaxFile of }
            ? of
            : throw new MeaninglessException("an iterator over no DAX file");
        var position = memory.Load(iterator, At("pos"), 8, isSigned: true).Number;
        var isWrite = (memory.Load(iterator, At("flags"), 4, isSigned: false).Number & code.Number("IOMAP_WRITE")) != 0;
        var index = (int)(position >> 12);
        var found = memory
            .Store(iterator, At("iomap.length"), 8, Value.Of(4096))
            .Store(iterator, At("iomap.offset"), 8, Value.Of(position))
            .Store(iterator, At("iomap.addr"), 8, Value.Of((long)PgmapBinding.PfnOf(file.Pages[index]) << 12))
            .Store(iterator, At("iomap.type"), 2, Value.Of(code.Number("IOMAP_MAPPED")));
        var hole = found.Store(iterator, At("iomap.type"), 2, Value.Of(code.Number("IOMAP_HOLE")));
        return Map(i.Linux, file, index, isWrite, new Outcome(Value.Of(1), found), new Outcome(Value.Of(1), hole));
    }

    private static bool Has(TextCode code, string member) =>
        code.Program.Record(Iterator)?.Layout?.Find(member) is not null;

    private static async Routine<Outcome> Map(
        Linux linux,
        DaxFile file,
        int index,
        bool isWrite,
        Outcome found,
        Outcome hole
    )
    {
        // The block of a file of one page was looked at by i_size_read, and is not taken away while the file is locked
        // against faults.
        var block =
            file.Blocks.Length == 1 && file.ZeroPage is null ? DaxFile.Allocated : await file.Blocks[index].Load();
        if (block == DaxFile.Freed || (linux.Code.ShutsFilesDown && await file.IsShutDown.Load() != 0))
        {
            return new Outcome(Value.Of(-5), found.Memory); // -EIO
        }

        if (block == DaxFile.Hole && !isWrite)
        {
            return hole;
        }

        if (block == DaxFile.Hole)
        {
            await file.Blocks[index].CompareExchange(DaxFile.Hole, DaxFile.Allocated);
        }

        return found;
    }

    // Up to v6.16 a pfn_t has flags, which say that it is device memory with struct pages.
    private static Effect Access(Invocation i)
    {
        if (i[0].Object is not StackObject iomap || i[4].Object is not StackObject to)
        {
            throw new MeaninglessException($"a block of {i[0]}");
        }

        var code = i.Context.World.Code;
        long Of(string member) =>
            i.Memory.Load(iomap, i[0].Number + WaitQueueBinding.Offset(code, Iomap, member), 8, isSigned: true).Number;
        var frame = (Of("addr") + (i[1].Number & -4096) - Of("offset")) >> 12;
        var flags = code.Program.Number("PFN_DEV | PFN_MAP") ?? 0;
        return Effect.Of(default, i.Memory.Store(to, i[4].Number, 8, Value.Of(frame | flags)));
    }

    private static Effect Clear(Invocation i) =>
        i[0].Object is StackObject local && i[1] == default
            ? Effect.Of(i[0], i.Memory.Zero(local, i[0].Number, i[2].Number))
            : throw new MeaninglessException($"memset of {i[0]}");
}
