using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>
/// Work queues (kernel/workqueue.c): a work that is pending is queued once, and one that runs does not run a second
/// time beside itself. Works of one queue run in any order and beside each other; a delay may be over at any time.
/// </summary>
internal static class GenericWork
{
    private const string Queue = "the work runs later, in a thread of its own; not if it is pending; a full barrier";
    private const string Cancel = "a work that is pending does not run any more";
    private const string CancelSync = Cancel + "; waits until it does not run";

    private static readonly WordChange s_pend = new(WordOperator.Or, 1);
    private static readonly WordChange s_clear = new(WordOperator.And, ~1);

    /// <summary>Where works wait and run.</summary>
    public static DeferredCalls Places { get; } = new("works", "works");

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("work queues")
            .Macro("queue_work", "vv", "_Bool", Queue, i => Enqueue(i, i[0], i[1]))
            .Macro("queue_work_on queue_work_node", "-vv", "_Bool", Queue, i => Enqueue(i, i[1], i[2]))
            .Macro("schedule_work", "v", "_Bool", Queue, i => Enqueue(i, Value.Of(1), i[0]))
            .Macro("schedule_work_on", "-v", "_Bool", Queue, i => Enqueue(i, Value.Of(1), i[1]))
            .Macro("queue_delayed_work", "vv-", "_Bool", Queue, i => Enqueue(i, i[0], i[1]))
            .Macro("queue_delayed_work_on", "-vv-", "_Bool", Queue, i => Enqueue(i, i[1], i[2]))
            .Macro("schedule_delayed_work", "v-", "_Bool", Queue, i => Enqueue(i, Value.Of(1), i[0]))
            .Macro("schedule_delayed_work_on", "-v-", "_Bool", Queue, i => Enqueue(i, Value.Of(1), i[1]))
            .Macro("mod_delayed_work", "vv-", "_Bool", Queue, i => Modify(i, i[0], i[1]))
            .Macro("mod_delayed_work_on", "-vv-", "_Bool", Queue, i => Modify(i, i[1], i[2]))
            .Macro(
                "flush_work flush_delayed_work",
                "v",
                "_Bool",
                "waits for the work, if it is pending or runs",
                i => Flush(i.Context, i[0], Places.Places(i.Context.World)),
                sleeps: true
            )
            .Macro("cancel_work cancel_delayed_work", "v", "_Bool", Cancel, i => Stop(i, isSync: false))
            .Macro(
                "cancel_work_sync cancel_delayed_work_sync",
                "v",
                "_Bool",
                CancelSync,
                i => Stop(i, isSync: true),
                sleeps: true
            )
            .Macro(
                "flush_workqueue __flush_workqueue drain_workqueue",
                "v",
                "void",
                "waits for all works of the queue",
                i => FlushAll(i.Context, i[0], Places.Places(i.Context.World)),
                sleeps: true
            )
            .Macro(
                "flush_scheduled_work __flush_scheduled_work",
                "",
                "void",
                "waits for all works of the system's queue",
                i => FlushAll(i.Context, Value.Of(1), Places.Places(i.Context.World)),
                sleeps: true
            )
            .Macro("alloc_workqueue", "--v-", "struct workqueue_struct *", "a queue", Allocate)
            .Macro(
                "destroy_workqueue",
                "v",
                "void",
                "waits for all works of the queue, and frees it",
                i => Destroy(i.Context, i[0], Places.Places(i.Context.World), GenericAllocation.LifeOf(i, i[0])),
                sleeps: true
            )
            .Macro("work_pending", "v", "_Bool", "one load", i => Pending(i.FieldAt(i[0], 8)))
            .Macro("delayed_work_pending", "v", "_Bool", "one load", i => Pending(i.FieldAt(i[0], 8)))
            .Number(
                "system_wq system_long_wq system_highpri_wq system_unbound_wq system_freezable_wq "
                    + "system_power_efficient_wq system_freezable_power_efficient_wq system_bh_wq",
                1,
                "the system's queue",
                "struct workqueue_struct *"
            );

    /// <summary>Runs what is queued at a place, for ever.</summary>
    public static async Routine Serve(TextWorld world, TaskStruct task, int place, int places)
    {
        var memory = ThreadMemory.Empty;
        while (true)
        {
            var context = new TextContext(world, task, "", null);
            var work = await Places.Queued(context, place).Await(isZero: false);
            for (var i = 0; i < places; i++)
            {
                if (i != place)
                {
                    await Places.RunningAt(context, i).AwaitNot(work);
                }
            }

            await Places.RunningAt(context, place).Store(work, MemoryOrder.Full);
            if (await Places.Queued(context, place).CompareExchange(work, default, MemoryOrder.Full) == work)
            {
                var func = await FuncOf(context, work).Load(MemoryOrder.Plain, isFollowed: true);
                await Data(context, work).FetchAnd(s_clear, MemoryOrder.Full);
                memory = (await Call(context, func, work, memory)).Memory;
                if (memory.IsAtomic)
                {
                    world.Linux.Machine.Fail(KernelRules.ContextIsLeft, $"a work ends, and {memory.WhyAtomic}");
                }

                await Places.OwnerOf(context, place).Store(default, MemoryOrder.Release);
            }

            await Places.RunningAt(context, place).Store(default, MemoryOrder.Release);
        }
    }

    private static Effect Enqueue(Invocation i, Value queue, Value work) =>
        Enqueue(i.Context, Data(i.Context, Checked(i, work)), queue, work, Places.Places(i.Context.World), false);

    private static Effect Modify(Invocation i, Value queue, Value work) =>
        Enqueue(i.Context, Data(i.Context, Checked(i, work)), queue, work, Places.Places(i.Context.World), true);

    private static async Routine<Value> Enqueue(
        TextContext context,
        GenericField data,
        Value queue,
        Value work,
        int places,
        bool saysPending
    )
    {
        var old = await data.FetchAnd(s_pend, MemoryOrder.Full);
        if ((old.Number & 1) != 0)
        {
            return Value.Of(saysPending);
        }

        for (var i = 0; i < places; i++)
        {
            if (!(await Places.OwnerOf(context, i).CompareExchange(default, queue, MemoryOrder.Full)).IsTrue)
            {
                await Places.Queued(context, i).Store(work, MemoryOrder.Release);
                return Value.Of(!saysPending);
            }
        }

        throw Places.Full();
    }

    private static async Routine<Value> Flush(TextContext context, Value work, int places)
    {
        for (var i = 0; i < places; i++)
        {
            if (await Places.Queued(context, i).Load(MemoryOrder.Acquire, isFollowed: false) == work)
            {
                await Places.Queued(context, i).AwaitNot(work);
                await Places.RunningAt(context, i).AwaitNot(work);
                return Value.Of(1);
            }
        }

        for (var i = 0; i < places; i++)
        {
            if (await Places.RunningAt(context, i).Load(MemoryOrder.Acquire, isFollowed: false) == work)
            {
                await Places.RunningAt(context, i).AwaitNot(work);
                return Value.Of(1);
            }
        }

        return default;
    }

    private static async Routine<Value> FlushAll(TextContext context, Value queue, int places)
    {
        for (var i = 0; i < places; i++)
        {
            if (await Places.OwnerOf(context, i).Load(MemoryOrder.Acquire, isFollowed: false) == queue)
            {
                await Places.OwnerOf(context, i).AwaitNot(queue);
                await Places.RunningAt(context, i).Await(isZero: true);
            }
        }

        return default;
    }

    private static Effect Stop(Invocation i, bool isSync) =>
        Stop(i.Context, Data(i.Context, Checked(i, i[0])), i[0], Places.Places(i.Context.World), isSync);

    // Whoever cancels has the pending bit for himself meanwhile: nobody can queue the work.
    private static async Routine<Value> Stop(
        TextContext context,
        GenericField data,
        Value work,
        int places,
        bool isSync
    )
    {
        var (isOurs, wasPending) = (false, false);
        while (!isOurs)
        {
            isOurs = ((await data.FetchAnd(s_pend, MemoryOrder.Full)).Number & 1) == 0;
            for (var i = 0; i < places && !isOurs; i++)
            {
                if (await Places.Queued(context, i).CompareExchange(work, default, MemoryOrder.Full) == work)
                {
                    await Places.OwnerOf(context, i).Store(default, MemoryOrder.Release);
                    (isOurs, wasPending) = (true, true);
                }
            }

            if (!isOurs)
            {
                await data.AwaitEven();
            }
        }

        for (var i = 0; i < places && isSync; i++)
        {
            await Places.RunningAt(context, i).AwaitNot(work);
        }

        await data.FetchAnd(s_clear, MemoryOrder.Full);
        return Value.Of(wasPending);
    }

    private static Effect Allocate(Invocation i) =>
        i[2].Number == 1
            ? throw new MeaninglessException("a work queue that runs one work at a time")
            : GenericAllocation.Allocate(i, Value.Of(8), int.MaxValue, isZeroed: true, canFail: false);

    private static async Routine<Value> Destroy(TextContext context, Value queue, int places, Lifetime life)
    {
        await FlushAll(context, queue, places);
        await life.Free();
        return default;
    }

    private static async Routine<Value> Pending(Field data) =>
        Value.Of(((await data.Load(MemoryOrder.Once, isFollowed: false)).Number & 1) != 0);

    private static Value Checked(Invocation i, Value work) =>
        work.Object is GenericObject ? work
        : work.Object is StackObject local ? throw local.Shared(i.Context.World)
        : throw i.Wild(work);

    // Of struct work_struct: data comes first, and func behind the list's entry.
    private static GenericField Data(TextContext context, Value work) =>
        (GenericField)work.Object!.FieldAt(context, work.Number, 8);

    private static Field FuncOf(TextContext context, Value work) =>
        work.Object!.FieldAt(context, work.Number + context.World.Code.Offset("struct work_struct", "func"), 8);

    private static Routine<Outcome> Call(TextContext context, Value func, Value work, ThreadMemory memory) =>
        func is { Object: FunctionObject function, Number: 0 }
            ? Interpreter.Call(context.World.Code.Function(function.Symbol), context, [work], memory)
            : throw new MeaninglessException($"the function of a work is {func}");
}
