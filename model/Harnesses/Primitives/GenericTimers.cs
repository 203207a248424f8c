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
/// Timers (kernel/time/timer.c): one that is armed fires at any time, in atomic context, and not beside itself. All is
/// done under one lock, as under that of a timer's base.
/// </summary>
internal static class GenericTimers
{
    private const string Arm = "arms the timer, which fires at any time; says whether it was armed";
    private const string Delete = "disarms the timer; says whether it was armed";
    private const string DeleteSync = Delete + "; waits until it does not run";
    private const string Struct = "struct timer_list";

    private static readonly GenericBlock s_base = new("timer base lock", "", BlockKind.Static, null, 8)
    {
        IsZeroed = true,
    };

    /// <summary>Where timers wait and run.</summary>
    public static DeferredCalls Places { get; } = new("timers", "timers");

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("timers")
            .Macro(
                "timer_setup timer_setup_on_stack __init_timer __init_timer_on_stack",
                "vv-",
                "void",
                "two plain stores: the function, and that the timer is not armed",
                i => SetUp(PendingOf(i.Context, Checked(i)), FunctionOf(i.Context, Checked(i)), i[1])
            )
            .Macro("mod_timer timer_reduce", "v-", "int", Arm, i => Start(i, isAlways: true))
            .Macro(
                "mod_timer_pending",
                "v-",
                "int",
                "leaves the timer as it is: any time passes",
                i => Start(i, isAlways: false)
            )
            .Macro("add_timer", "v", "void", Arm, i => Start(i, isAlways: true))
            .Macro("add_timer_on", "v-", "void", Arm, i => Start(i, isAlways: true))
            .Macro("del_timer timer_delete", "v", "int", Delete, i => Stop(i, isSync: false, isLast: false))
            .Macro("timer_shutdown", "v", "int", Delete + "; it cannot be armed again", i => Stop(i, false, true))
            .Macro(
                "del_timer_sync timer_delete_sync del_singleshot_timer_sync",
                "v",
                "int",
                DeleteSync,
                i => Stop(i, isSync: true, isLast: false)
            )
            .Macro(
                "timer_shutdown_sync",
                "v",
                "int",
                DeleteSync + "; it cannot be armed again",
                i => Stop(i, isSync: true, isLast: true)
            )
            .Macro(
                "try_to_del_timer_sync timer_delete_sync_try",
                "v",
                "int",
                Delete + "; -1 if it runs",
                i => Try(i.Context, Places.Places(i.Context.World), i[0], PendingOf(i.Context, Checked(i)))
            )
            .Macro("timer_pending", "v", "int", "one load", i => Pending(PendingOf(i.Context, Checked(i))))
            .Ignored("destroy_timer_on_stack", "for CONFIG_DEBUG_OBJECTS_TIMERS");

    /// <summary>Fires what is armed at a place, for ever.</summary>
    public static async Routine Serve(TextWorld world, TaskStruct task, int place, int places)
    {
        var memory = ThreadMemory.Empty;
        while (true)
        {
            var context = new TextContext(world, task, "", null);
            var timer = await Places.Queued(context, place).Await(isZero: false);
            for (var i = 0; i < places; i++)
            {
                if (i != place)
                {
                    await Places.RunningAt(context, i).AwaitNot(timer);
                }
            }

            await Base(context).Acquire();
            if (await Places.Queued(context, place).Load(MemoryOrder.Plain, isFollowed: false) != timer)
            {
                await Base(context).Release();
                continue;
            }

            await Places.Queued(context, place).Store(default, MemoryOrder.Plain);
            await Places.RunningAt(context, place).Store(timer, MemoryOrder.Plain);
            await PendingOf(context, timer).Store(default, MemoryOrder.Once);
            var function = await FunctionOf(context, timer).Load(MemoryOrder.Plain, isFollowed: true);
            await Base(context).Release();
            var outcome = await Call(context, function, timer, memory.Deeper());
            memory = outcome.Memory.Deeper(-1);
            if (memory.IsAtomic)
            {
                world.Linux.Machine.Fail(KernelRules.ContextIsLeft, $"a timer ends, and {memory.WhyAtomic}");
            }

            await Places.RunningAt(context, place).Store(default, MemoryOrder.Release);
        }
    }

    private static async Routine<Value> SetUp(Field pending, Field function, Value what)
    {
        await function.Store(what, MemoryOrder.Plain);
        await pending.Store(default, MemoryOrder.Plain);
        return default;
    }

    private static Effect Start(Invocation i, bool isAlways)
    {
        var timer = Checked(i);
        return Start(
            i.Context,
            Places.Places(i.Context.World),
            timer,
            PendingOf(i.Context, timer),
            FunctionOf(i.Context, timer),
            isAlways
        );
    }

    private static async Routine<Value> Start(
        TextContext context,
        int places,
        Value timer,
        Field pending,
        Field function,
        bool isAlways
    )
    {
        await Base(context).Acquire();
        var isPending = (await pending.Load(MemoryOrder.Plain, isFollowed: false)).IsTrue;
        // One that was shut down has no function any more.
        var isArmed = !isPending && isAlways && (await function.Load(MemoryOrder.Plain, isFollowed: false)).IsTrue;
        for (var i = 0; i < places && isArmed; i++)
        {
            if ((await Places.Queued(context, i).Load(MemoryOrder.Plain, isFollowed: false)).IsTrue)
            {
                continue;
            }

            await pending.Store(Value.Of(1), MemoryOrder.Once);
            await Places.Queued(context, i).Store(timer, MemoryOrder.Plain);
            isArmed = false;
        }

        if (isArmed)
        {
            throw Places.Full();
        }

        await Base(context).Release();
        return Value.Of(isPending);
    }

    private static Effect Stop(Invocation i, bool isSync, bool isLast)
    {
        var timer = Checked(i);
        return Stop(
            i.Context,
            Places.Places(i.Context.World),
            timer,
            PendingOf(i.Context, timer),
            isSync,
            isLast ? FunctionOf(i.Context, timer) : null
        );
    }

    private static async Routine<Value> Stop(
        TextContext context,
        int places,
        Value timer,
        Field pending,
        bool isSync,
        Field? function
    )
    {
        while (true)
        {
            await Base(context).Acquire();
            if (function is not null)
            {
                await function.Store(default, MemoryOrder.Plain);
            }

            var running = isSync ? await WhereRunning(context, places, timer) : -1;
            if (running < 0)
            {
                var wasArmed = await Disarm(context, places, timer, pending);
                await Base(context).Release();
                return Value.Of(wasArmed);
            }

            await Base(context).Release();
            await Places.RunningAt(context, running).AwaitNot(timer);
        }
    }

    private static async Routine<Value> Try(TextContext context, int places, Value timer, Field pending)
    {
        await Base(context).Acquire();
        var isRunning = await WhereRunning(context, places, timer) >= 0;
        var wasArmed = !isRunning && await Disarm(context, places, timer, pending);
        await Base(context).Release();
        return Value.Of(
            isRunning ? -1
            : wasArmed ? 1
            : 0
        );
    }

    private static async Routine<int> WhereRunning(TextContext context, int places, Value timer)
    {
        for (var i = 0; i < places; i++)
        {
            if (await Places.RunningAt(context, i).Load(MemoryOrder.Plain, isFollowed: false) == timer)
            {
                return i;
            }
        }

        return -1;
    }

    private static async Routine<bool> Disarm(TextContext context, int places, Value timer, Field pending)
    {
        if (!(await pending.Load(MemoryOrder.Plain, isFollowed: false)).IsTrue)
        {
            return false;
        }

        for (var i = 0; i < places; i++)
        {
            if (await Places.Queued(context, i).Load(MemoryOrder.Plain, isFollowed: false) == timer)
            {
                await Places.Queued(context, i).Store(default, MemoryOrder.Plain);
                await pending.Store(default, MemoryOrder.Once);
                return true;
            }
        }

        return false;
    }

    private static async Routine<Value> Pending(Field pending) =>
        Value.Of((await pending.Load(MemoryOrder.Once, isFollowed: false)).IsTrue);

    private static Value Checked(Invocation i) =>
        i[0].Object is GenericObject ? i[0]
        : i[0].Object is StackObject local ? throw local.Shared(i.Context.World)
        : throw i.Wild(i[0]);

    private static Mutex Base(TextContext context) => context.World.Block(s_base).LockAt(0);

    // Whether it is armed is told by its list entry, as timer_pending does.
    private static Field PendingOf(TextContext context, Value timer) => Member(context, timer, "entry.pprev");

    private static Field FunctionOf(TextContext context, Value timer) => Member(context, timer, "function");

    private static Field Member(TextContext context, Value timer, string member) =>
        timer.Object!.FieldAt(context, timer.Number + context.World.Code.Offset(Struct, member), 8);

    private static Routine<Outcome> Call(TextContext context, Value function, Value timer, ThreadMemory memory) =>
        function is { Object: FunctionObject called, Number: 0 }
            ? Interpreter.Call(context.World.Code.Function(called.Symbol), context, [timer], memory)
            : throw new MeaninglessException($"the function of a timer is {function}");
}
