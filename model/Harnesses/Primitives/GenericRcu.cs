using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>RCU over generic objects: one flavour, whose callbacks are run by threads of their own.</summary>
internal static class GenericRcu
{
    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("RCU")
            .Macro(
                "rcu_read_lock rcu_read_lock_sched rcu_read_lock_bh",
                "",
                "void",
                "enters a section that grace periods wait for",
                Enter
            )
            .Macro("rcu_read_unlock rcu_read_unlock_sched rcu_read_unlock_bh", "", "void", "leaves it", Leave)
            .Macro(
                "rcu_read_lock_held rcu_read_lock_any_held rcu_read_lock_sched_held rcu_read_lock_bh_held",
                "",
                "int",
                "whether the thread is in such a section",
                i => i.Return(Value.Of(i.Memory.IsReader))
            )
            .Macro(
                "call_rcu call_rcu_hurry call_rcu_sched",
                "vv",
                "void",
                "the callback runs after a grace period, in atomic context",
                i => RcuCallbacks.Queue(i, i[0], i[1])
            )
            .Macro(
                "synchronize_rcu synchronize_rcu_expedited synchronize_sched synchronize_net",
                "",
                "void",
                "waits for a grace period",
                i => Synchronize(Awaited(i)),
                sleeps: true
            )
            .Macro(
                "rcu_barrier",
                "",
                "void",
                "waits until no callback is queued, those of the meantime included",
                i => Barrier(i.Context),
                sleeps: true
            );

    // A section within another is no step: whoever waits for the outer one waits for it.
    private static Effect Enter(Invocation i) =>
        i.Memory.IsReader ? Effect.Of(default, i.Memory.EnterAgain()) : Enter(i.Linux.Rcu, i.Memory);

    private static async Routine<Outcome> Enter(Rcu rcu, ThreadMemory memory) =>
        new(default, memory.EnterSection(await rcu.ReadLock()));

    private static Effect Leave(Invocation i)
    {
        var left = i.Memory.LeaveSection(out var phase);
        return left.IsReader ? Effect.Of(default, left)
            : phase >= 0 ? Leave(i.Linux.Rcu, phase, left)
            : throw new ViolationException(
                new Interleave.Violations.Violation(
                    Interleave.Violations.ViolationKind.Assertion,
                    KernelRules.ContextIsLeft,
                    $"{i.Position.Instruction.Location}: {i.Call.Callee} without rcu_read_lock"
                )
            );
    }

    private static async Routine<Outcome> Leave(Rcu rcu, int phase, ThreadMemory left)
    {
        await rcu.ReadUnlock(phase);
        return new Outcome(default, left);
    }

    // Who asks for a grace period makes sections of what else one waits for.
    private static Rcu Awaited(Invocation i)
    {
        i.Context.World.Generic.AskForGracePeriods();
        return i.Linux.Rcu;
    }

    private static async Routine<Value> Synchronize(Rcu rcu)
    {
        await rcu.Synchronize();
        return default;
    }

    private static async Routine<Value> Barrier(TextContext context)
    {
        await RcuCallbacks.Await(context.World, context.Task!, RcuCallbacks.Slots);
        return default;
    }
}
