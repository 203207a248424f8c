using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Wait queues, completions, and the scheduler.</summary>
internal static class Waiting
{
    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("waiting")
            .Macro(
                "current get_current",
                "",
                "struct task_struct *",
                "the thread",
                i =>
                    i.Return(
                        i.Context.Mapped is { } mapped
                            ? ProcessBinding.CurrentOf(i.Context.World, mapped)
                            : Value.To(TaskBinding.Of(i.Context))
                    )
            )
            .Function(
                "schedule io_schedule",
                "goes on when someone has set the task running",
                i => Schedule(Task(i)),
                sleeps: true
            )
            .Value(
                "__var_waitqueue",
                "the queue that the address hashes to",
                i => WaitQueueBinding.Of(i.Context.World, i.Subject<Page>(0).WaitQueue)
            )
            .Function(
                "default_wake_function",
                "sets the task running in one step, if it is not; whether it was not",
                i => Wake(Waiter(i))
            )
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

    private static TaskStruct Waiter(Invocation i) =>
        i[0].Object is BoundObject { Subject: Waiter waiter }
            ? waiter.Task
            : throw new MeaninglessException($"{i[0]} is no entry of a wait queue");

    private static Completion Completion(Invocation i) =>
        i.FieldAt(i[0], 4) is CompletionField field
            ? field.Completion
            : throw new MeaninglessException($"{i[0]} is no completion of the model");

    private static async Routine<Value> Schedule(TaskStruct task)
    {
        await task.Schedule();
        return default;
    }

    private static async Routine<Value> Wake(TaskStruct task) => Value.Of(await task.WakeUp());

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
