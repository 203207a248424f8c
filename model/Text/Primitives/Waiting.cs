using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Wait queues, completions, and the scheduler.</summary>
internal static class Waiting
{
    private const string Queue = "the model's wait queue, in the kernel's steps (kernel/sched/wait.c)";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("waiting")
            .Macro(
                "current get_current",
                "",
                "struct task_struct *",
                "the thread",
                i => i.Return(Value.To(TaskBinding.Of(i.Context)))
            )
            .Function(
                "schedule io_schedule",
                "goes on when someone has set the task running",
                i => Schedule(Task(i)),
                sleeps: true
            )
            .Function(
                "wake_up_var",
                "notes that the idle transition was told of; then as the kernel does",
                i => WakeUpVar(PageOf(i, 0))
            )
            .Value(
                "__var_waitqueue",
                "the queue that the address hashes to",
                i => Value.To(WaitQueueBinding.Of(i.Context, PageOf(i, 0).WaitQueue))
            )
            .Function("init_wait_var_entry", "the entry waits for the address", i => InitEntry(Task(i), PageOf(i, 1)))
            .Function("prepare_to_wait_event", Queue, i => Prepare(i.Subject<WaitQueueHead>(0), Task(i), i.Int(2)))
            .Function("finish_wait", Queue, i => Finish(i.Subject<WaitQueueHead>(0), Task(i)))
            .Function("wait_for_completion", "waits until it is signalled", i => Wait(Completion(i)), sleeps: true)
            .Function("complete complete_all", "signals it; ordered as a release", i => Complete(Completion(i)))
            .Function("init_completion reinit_completion", "not signalled", i => Reinit(Completion(i)))
            .Macro(
                "wake_up_all",
                "-",
                "void",
                "nobody waits for a percpu_ref to switch: each finds it done",
                i => i.Return(default)
            )
            .Value("signal_pending_state signal_pending fatal_signal_pending", "no signals arrive", _ => default);

    private static TaskStruct Task(Invocation i) =>
        i.Context.Task ?? throw new MeaninglessException("this thread of the scenario cannot sleep");

    private static Page PageOf(Invocation i, int argument) => i.Subject<Page>(argument);

    private static Completion Completion(Invocation i) =>
        i.FieldAt(i[0], 4) is CompletionField field
            ? field.Completion
            : throw new MeaninglessException($"{i[0]} is no completion of the model");

    private static async Routine<Value> Schedule(TaskStruct task)
    {
        await task.Schedule();
        return default;
    }

    private static async Routine<Value> WakeUpVar(Page page)
    {
        page.NotePageFree();
        await page.WakeWaiters();
        return default;
    }

    private static async Routine<Value> InitEntry(TaskStruct task, Page page)
    {
        await task.WaitKey.Store(page.Number, MemoryOrder.Plain);
        return default;
    }

    private static async Routine<Value> Prepare(WaitQueueHead queue, TaskStruct task, int state)
    {
        await queue.PrepareToWait(task, state);
        return default;
    }

    private static async Routine<Value> Finish(WaitQueueHead queue, TaskStruct task)
    {
        await queue.FinishWait(task);
        await task.WaitKey.Store(0, MemoryOrder.Plain);
        return default;
    }

    private static async Routine<Value> Wait(Completion completion)
    {
        await completion.Wait();
        return default;
    }

    private static async Routine<Value> Complete(Completion completion)
    {
        await completion.Complete();
        return default;
    }

    private static async Routine<Value> Reinit(Completion completion)
    {
        await completion.Reinit();
        return default;
    }
}
