using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>
/// Lists of wait queues, which are words of the model: joining one is a step, and so is looking at one. What a task
/// waits for it makes known when it joins. All other lists are as the text has them, but for local lists of pages.
/// </summary>
internal static class Lists
{
    private const string Join = "an entry joins a wait queue, in one step, or a page a local list";
    private const string Leave = "an entry leaves its wait queue, in one step";
    private const string Look = "one load of a wait queue's list; none of an entry that has not been queued";

    // A list of pages that wait to be freed is a local: behind its two pointers are the pages.
    private const int ListHead = 16;

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("lists")
            .Function("list_add", Join, i => Add(i, isLast: false))
            .Function("list_add_tail", Join, i => Add(i, isLast: true))
            .Function("list_empty", Look, i => IsEmpty(i, MemoryOrder.Once, forgets: false))
            .Function("list_empty_careful", Look, i => IsEmpty(i, MemoryOrder.Acquire, forgets: true))
            .Function("list_del", Leave, Remove)
            .Function("list_del_init list_del_init_careful", Leave, Remove);

    /// <summary>The pages of a local list.</summary>
    public static IEnumerable<Value> Joined(Invocation i) =>
        i[0].Object is StackObject list
            ? i.Memory.Words(list, i[0].Number + ListHead, long.MaxValue / 2).Select(w => w.Value)
            : throw new MeaninglessException($"the list {i[0]} is no local");

    private static Effect Add(Invocation i, bool isLast)
    {
        if (i[0].Object is BoundObject { Subject: Page } page && i[1].Object is StackObject list)
        {
            var end = i.Memory.Words(list, i[1].Number + ListHead, long.MaxValue / 2).Count() * 8;
            return Effect.Of(default, i.Memory.Store(list, i[1].Number + ListHead + end, 8, Value.To(page)));
        }

        return i[0].Object is StackObject entry && QueueOf(i, i[1]) is { } queue
            ? Queue(i, queue, entry, i[0].Number, isLast)
            : AsWritten(i);
    }

    private static Effect Queue(Invocation i, WaitQueueHead queue, StackObject entry, long node, bool isLast)
    {
        var key = WaitEntryKind.In(i.Context.World, queue).KeyOf(i.Context, i.Memory, entry, node);
        var head = WaitQueueBinding.HeadOf(i.Context.World, queue);
        var isKnown = i.Memory.Load(entry, node, 8, isSigned: false) == head;
        return Queue(queue, i.Context.Task!, isKnown ? 0 : key, isLast, i.Memory.Store(entry, node, 8, head));
    }

    // The model's queues have exclusive waiters behind all others, which is where the kernel's functions put them.
    private static async Routine<Outcome> Queue(
        WaitQueueHead queue,
        TaskStruct task,
        int key,
        bool isLast,
        ThreadMemory memory
    )
    {
        if (key != 0)
        {
            await task.WaitKey.Store(key, MemoryOrder.Plain);
        }

        await queue.Link(task, isLast);
        return new Outcome(default, memory);
    }

    private static Effect IsEmpty(Invocation i, MemoryOrder order, bool forgets)
    {
        var world = i.Context.World;
        if (WaitQueueBinding.WithHead(world, i[0]) is { } queue)
        {
            return Effect.Load(IsEmpty(queue, order), null);
        }

        if (i[0].Object is StackObject entry && i.Context.Task is { } task)
        {
            var next = i.Memory.Load(entry, i[0].Number, 8, isSigned: false);
            return next != i[0] && WaitQueueBinding.WithHead(world, next) is { } of
                ? HasLeft(of, task, order, forgets ? i.Memory.Store(entry, i[0].Number, 8, i[0]) : null, i.Memory)
                : i.Return(Value.Of(next == i[0]));
        }

        return AsWritten(i);
    }

    private static async Routine<Value> IsEmpty(WaitQueueHead queue, MemoryOrder order) =>
        Value.Of(await queue.List.Load(order) == 0);

    // Nobody looks any more at what a task waited for that has left: that is cleared for the sake of fewer states.
    private static async Routine<Outcome> HasLeft(
        WaitQueueHead queue,
        TaskStruct task,
        MemoryOrder order,
        ThreadMemory? forgotten,
        ThreadMemory memory
    )
    {
        var hasLeft = !WaitQueueHead.Contains(await queue.List.Load(order), task);
        if (hasLeft && forgotten is not null)
        {
            await task.WaitKey.Store(0, MemoryOrder.Plain);
        }

        return new Outcome(Value.Of(hasLeft), hasLeft && forgotten is not null ? forgotten : memory);
    }

    private static Effect Remove(Invocation i)
    {
        if (QueuedEntryBinding.WithNode(i[0]) is { } waiter)
        {
            return Unlink(waiter.Queue, waiter.Task);
        }

        if (i[0].Object is StackObject entry && i.Context.Task is { } task)
        {
            var next = i.Memory.Load(entry, i[0].Number, 8, isSigned: false);
            if (WaitQueueBinding.WithHead(i.Context.World, next) is { } queue)
            {
                return LeaveForGood(queue, task, i.Memory.Store(entry, i[0].Number, 8, i[0]));
            }
        }

        return AsWritten(i);
    }

    private static async Routine<Value> Unlink(WaitQueueHead queue, TaskStruct task)
    {
        await queue.Unlink(task);
        return default;
    }

    private static async Routine<Outcome> LeaveForGood(WaitQueueHead queue, TaskStruct task, ThreadMemory memory)
    {
        await queue.Unlink(task);
        await task.WaitKey.Store(0, MemoryOrder.Plain);
        return new Outcome(default, memory);
    }

    private static WaitQueueHead? QueueOf(Invocation i, Value node) =>
        QueuedEntryBinding.WithNode(node)?.Queue ?? WaitQueueBinding.WithHead(i.Context.World, node);

    private static Effect AsWritten(Invocation i) =>
        Interpreter.Call(i.Context.World.Code.Function(i.Call.Callee.Name), i.Context, i.Arguments.AsSpan(), i.Memory);
}
