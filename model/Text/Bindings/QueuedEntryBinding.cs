using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>
/// A wait queue's entry as others find it in the queue. To the task that waits it is a local like any other, which
/// nobody can see; by queueing it (<c>list_add</c>) the task makes it known, and until it is taken off again nobody
/// changes it.
/// </summary>
internal static class QueuedEntryBinding
{
    private static readonly StructBinding s_ofVar = StructBinding.Of<Waiter>(
        WaitEntryKind.Var.Struct,
        ("wq_entry.flags", static (world, w) => new FlagsField(world, w)),
        ("wq_entry.private", static (world, w) => Constant("private", Value.To(TaskBinding.Of(world, w.Task)))),
        ("wq_entry.func", static (world, _) => Constant("func", WaitEntryKind.Var.FunctionIn(world))),
        ("wq_entry.entry.next", static (world, w) => new NextField(world, w)),
        ("key.flags", static (world, w) => new VarField(world, w.Task)),
        ("key.bit_nr", static (_, _) => Constant("bit_nr", Value.Of(-1)))
    );

    private static readonly StructBinding s_ofEntry = StructBinding.Of<Waiter>(
        WaitEntryKind.DaxEntry.Struct,
        ("wait.flags", static (world, w) => new FlagsField(world, w)),
        ("wait.private", static (world, w) => Constant("private", Value.To(TaskBinding.Of(world, w.Task)))),
        ("wait.func", static (world, _) => Constant("func", WaitEntryKind.DaxEntry.FunctionIn(world))),
        ("wait.entry.next", static (world, w) => new NextField(world, w)),
        (
            "key.xa",
            static (world, w) => Constant("xa", FileBinding.PagesOf(world, w.Queue.FileIn(world) ?? throw NoFile()))
        ),
        ("key.entry_start", static (_, w) => new EntryStartField(w.Task))
    );

    /// <summary>The address of the list node of a queued task's entry; the list's head for number 0.</summary>
    public static Value NodeOf(TextWorld world, WaitQueueHead queue, int task)
    {
        if (task == 0)
        {
            return WaitQueueBinding.HeadOf(world, queue);
        }

        var waiter = new Waiter(queue, world.Linux.Tasks[task - 1]);
        var kind = WaitEntryKind.In(world, queue);
        var binding = kind == WaitEntryKind.Var ? s_ofVar : s_ofEntry;
        var entry = world.Object(binding, waiter, $"wait entry of {waiter.Task.Name}");
        return Value.To(entry) with { Number = kind.NodeIn(world.Code) };
    }

    /// <summary>Whose entry, in which queue, a list node is in; null for no entry of a queue.</summary>
    public static Waiter? WithNode(Value node) => (node.Object as BoundObject)?.Subject as Waiter;

    private static ConstantField Constant(string name, Value value) => new($"wait entry {name}", value);

    private static MeaninglessException NoFile() => new("an entry of a DAX file in another queue");

    private static WaitQueueHead QueueOf(this Waiter waiter) => waiter.Queue;

    private static DaxFile? FileIn(this WaitQueueHead queue, TextWorld world) =>
        WaitQueueBinding.FileWith(world.Linux, queue);

    private sealed class FlagsField(TextWorld world, Waiter waiter) : CellField(waiter.QueueOf().List)
    {
        protected override Value Decode(int word) =>
            Value.Of(WaitQueueHead.IsExclusive(word, waiter.Task) ? world.Code.Number("WQ_FLAG_EXCLUSIVE") : 0);
    }

    private sealed class NextField(TextWorld world, Waiter waiter) : CellField(waiter.Queue.List)
    {
        protected override Value Decode(int word) => NodeOf(world, waiter.Queue, WaitQueueHead.Next(word, waiter.Task));
    }

    private sealed class VarField(TextWorld world, TaskStruct task) : CellField(task.WaitKey)
    {
        protected override Value Decode(int word) =>
            word > 0 && word <= world.Linux.Pages.Count
                ? PageBinding.WaitedFor(world, world.Linux.Pages[word - 1])
                : Value.Of(word);
    }

    private sealed class EntryStartField(TaskStruct task) : CellField(task.WaitKey)
    {
        protected override Value Decode(int word) =>
            Value.Of(word < TaskStruct.EntryKeys ? -1 : (word - TaskStruct.EntryKeys) % 16);
    }
}

/// <summary>A task in a wait queue.</summary>
/// <param name="Queue">Which.</param>
/// <param name="Task">Who.</param>
internal sealed record Waiter(WaitQueueHead Queue, TaskStruct Task) : IImmutable;
