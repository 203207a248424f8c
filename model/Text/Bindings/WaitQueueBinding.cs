using Interleave.Memory;
using Interleave.Routines;
using KernelText.Types;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>
/// <c>struct wait_queue_head</c>: its lock, and its list, which is one word of the model. Queues of DAX entries lie in
/// fs/dax.c's table, all others are objects of their own.
/// </summary>
internal static class WaitQueueBinding
{
    private const string Struct = "struct wait_queue_head";

    private static readonly StructBinding s_binding = StructBinding.Of<WaitQueueHead>(
        Struct,
        ("lock", static (_, queue) => new LockField(queue.Lock)),
        ("head.next", static (world, queue) => new FirstField(world, queue))
    );

    /// <summary>The address of a queue.</summary>
    public static Value Of(TextWorld world, WaitQueueHead queue) =>
        FileWith(world.Linux, queue) is { } file
            ? EntryWaitTable.At(world, file)
            : Value.To(world.Object(s_binding, queue, queue.List.Name));

    /// <summary>The address of the head of its list.</summary>
    public static Value HeadOf(TextWorld world, WaitQueueHead queue) =>
        Of(world, queue) is var at ? at with { Number = at.Number + Offset(world.Code, Struct, "head") } : default;

    /// <summary>A member of a queue.</summary>
    public static Field FieldAt(Interpretation.TextContext context, WaitQueueHead queue, long offset, int bytes) =>
        context.World.Object(s_binding, queue, queue.List.Name).FieldAt(context, offset, bytes);

    /// <summary>The queue that an address is the list head of; null for another address.</summary>
    public static WaitQueueHead? WithHead(TextWorld world, Value head)
    {
        var queue = head.Object switch
        {
            BoundObject { Subject: WaitQueueHead own } => own,
            EntryWaitTable table => table.QueueAt(head.Number),
            _ => null,
        };
        return queue is not null && HeadOf(world, queue) == head ? queue : null;
    }

    /// <summary>The file whose entries a queue is for; null for a queue of <c>wait_var_event</c>.</summary>
    public static DaxFile? FileWith(Linux linux, WaitQueueHead queue)
    {
        for (var i = 0; i < linux.Files.Count; i++)
        {
            if (linux.Files[i].EntryQueue == queue)
            {
                return linux.Files[i];
            }
        }

        return null;
    }

    /// <summary>Bytes from the beginning of a struct of the tree to a member.</summary>
    /// <exception cref="MeaninglessException">There is no such member.</exception>
    public static long Offset(TextCode code, string of, string path) => code.Offset(of, path);

    /// <summary>The layout of a struct of the tree; null if it has none.</summary>
    public static RecordLayout? LayoutOf(TextCode code, string of) => code.Program.Record(of)?.Layout;

    private sealed class FirstField(TextWorld world, WaitQueueHead queue) : CellField(queue.List)
    {
        protected override Value Decode(int word) => QueuedEntryBinding.NodeOf(world, queue, WaitQueueHead.First(word));

        public override Routine<Value> Store(Value value, MemoryOrder order) =>
            throw new MeaninglessException($"a store of {value} in the list of {Name}");
    }
}
