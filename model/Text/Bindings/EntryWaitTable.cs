using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary><c>wait_table</c> of fs/dax.c: a queue for each file, which is what an entry's address hashes to
/// here.</summary>
/// <param name="world">The kernel.</param>
internal sealed class EntryWaitTable(TextWorld world) : MemoryObject
{
    /// <inheritdoc/>
    public override string Name => "wait_table";

    /// <summary>The address of the queue of a file.</summary>
    public static Value At(TextWorld world, DaxFile file) =>
        Value.To(world.EntryWaitTable) with
        {
            Number = file.Number * SizeIn(world.Code),
        };

    /// <summary>The queue that an offset is in.</summary>
    /// <exception cref="MeaninglessException">No file has it.</exception>
    public WaitQueueHead QueueAt(long offset)
    {
        var number = offset / SizeIn(world.Code);
        return number >= 1 && number <= world.Linux.Files.Count
            ? world.Linux.Files[(int)number - 1].EntryQueue
            : throw new MeaninglessException($"no file has the queue {number} of {Name}");
    }

    /// <inheritdoc/>
    public override Field FieldAt(TextContext context, long offset, int bytes) =>
        WaitQueueBinding.FieldAt(context, QueueAt(offset), offset % SizeIn(world.Code), bytes);

    private static long SizeIn(TextCode code) =>
        WaitQueueBinding.LayoutOf(code, "struct wait_queue_head")?.Size
        ?? throw new MeaninglessException("the tree has no struct wait_queue_head");
}
