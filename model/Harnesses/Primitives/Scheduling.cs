using Interleave.Memory;
using Interleave.Routines;
using KernelText.Flow;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>Tasks: each thread of a harness is one. Wait queues and completions are read from the text.</summary>
internal static class Scheduling
{
    private const string Entry = "struct wait_queue_entry";

    private static readonly Update s_wake = static (int state, int mode, out int woken) =>
    {
        woken = (state & mode) != 0 ? 1 : 0;
        return woken == 1 ? TaskStruct.Running : state;
    };

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("scheduling")
            .Macro(
                "current get_current",
                "",
                "struct task_struct *",
                "the thread",
                i => i.Return(Value.To(new TaskObject(i.Context.World, i.Context.Task!.Number)))
            )
            .Macro(
                "schedule io_schedule schedule_preempt_disabled",
                "",
                "void",
                "goes on when someone has set the task running",
                i => Schedule(i.Context),
                sleeps: true
            )
            .Macro(
                "schedule_timeout io_schedule_timeout",
                "v",
                "long",
                "the same, or the time is over, unless it is MAX_SCHEDULE_TIMEOUT",
                i => ScheduleTimeout(i.Context, i[0]),
                sleeps: true
            )
            .Macro(
                "wake_up_process",
                "v",
                "int",
                "sets a sleeping task running; a full barrier",
                i => Wake(Task(i[0]), 3)
            )
            .Macro(
                "wake_up_state try_to_wake_up",
                "vv-",
                "int",
                "sets a task running that sleeps so",
                i => Wake(Task(i[0]), i.Int(1))
            )
            .Function("default_wake_function", "sets the entry's task running if it sleeps so", WakeEntry)
            .Value(
                "bit_waitqueue __var_waitqueue",
                "one queue for all words, as if all hashed to it",
                i => i.Context.World.GlobalAddress(new Symbol("bit_wait_table", "kernel/sched/wait_bit.c"))
            )
            .Value("signal_pending_state signal_pending fatal_signal_pending", "no signals arrive", _ => default)
            .Ignored("get_task_struct put_task_struct", "threads of a harness are there until the end");

    private static TaskStruct Task(Value address) =>
        address.Object is TaskObject task ? task.Task : throw new MeaninglessException($"{address} is no task");

    private static async Routine<Value> Schedule(TextContext context)
    {
        await context.Task!.Schedule();
        return default;
    }

    // MAX_SCHEDULE_TIMEOUT is LONG_MAX (include/linux/sched.h).
    private static async Routine<Value> ScheduleTimeout(TextContext context, Value timeout)
    {
        if (timeout.Number != long.MaxValue && await context.Linux.Machine.Choose(2, "the time is over") == 1)
        {
            await context.Task!.State.Store(TaskStruct.Running, MemoryOrder.Full);
            return default;
        }

        await context.Task!.Schedule();
        return timeout.Number == long.MaxValue ? timeout : Value.Of(1);
    }

    private static async Routine<Value> Wake(TaskStruct task, int mode) =>
        Value.Of(await task.State.Update(s_wake, mode, MemoryOrder.Full));

    private static Effect WakeEntry(Invocation i)
    {
        var layout =
            i.Context.World.Code.Program.Record(Entry)?.Layout
            ?? throw new MeaninglessException($"the tree does not say what {Entry} is");
        var offset = BoundMembers.OffsetOf(layout, "private") ?? 0;
        return WakeEntry(i.FieldAt(i[0] with { Number = i[0].Number + offset }, 8), i.Int(1));
    }

    private static async Routine<Value> WakeEntry(Field task, int mode) =>
        await Wake(Task(await task.Load(MemoryOrder.Plain, isFollowed: true)), mode);
}
