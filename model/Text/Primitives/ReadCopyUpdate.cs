using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Parts;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>RCU: one flavour since v4.20, two before (Documentation/RCU/whatisRCU.rst).</summary>
internal static class ReadCopyUpdate
{
    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("RCU")
            .Function(
                "rcu_read_lock",
                "enters a section that grace periods wait for",
                i => CountsOnly(i) ? Effect.Of(default, i.Memory.EnterUnprotected()) : Enter(i, i.Linux.Rcu)
            )
            .Function("rcu_read_unlock", "leaves it", i => Leave(i, i.Linux.Rcu))
            .Function(
                "rcu_read_lock_sched",
                "enters a section of the sched flavour, which is the same since v4.20",
                i => Enter(i, i.Linux.RcuSched)
            )
            .Function("rcu_read_unlock_sched", "leaves it", i => Leave(i, i.Linux.RcuSched))
            .Macro(
                "local_irq_save",
                "-",
                "void",
                "interrupts are off: grace periods wait for that, too",
                i => Enter(i, i.Linux.RcuSched)
            )
            .Macro("local_irq_restore", "-", "void", "they are on again", i => Leave(i, i.Linux.RcuSched))
            .Value(
                "rcu_read_lock_held rcu_read_lock_any_held",
                "whether the thread is in such a section",
                i => Value.Of(i.Memory.IsReader)
            )
            .Function(
                "call_rcu call_rcu_sched call_rcu_hurry",
                "queues the callback of a percpu_ref, the only one that the model runs",
                Queue
            )
            .Function(
                "synchronize_rcu synchronize_rcu_expedited",
                "waits for a grace period",
                i => Synchronize(i.Linux.Rcu),
                sleeps: true
            );

    // Who has killed a percpu_ref counts in one place from then on, and needs no section for that: percpu_ref_put_many
    // and
    // percpu_ref_get_many have one because they do not know. Without it grace periods wait for less, so nothing is
    // missed.
    private static bool CountsOnly(Invocation i) =>
        i.Memory is { IsSettled: true, IsReader: false }
        && i.Position.Name is "percpu_ref_put_many" or "percpu_ref_get_many";

    // A section within another is no step: whoever waits for the outer one waits for it.
    private static Effect Enter(Invocation i, Rcu rcu) =>
        i.Memory.IsReader && HasOne(i) ? Effect.Of(default, i.Memory.EnterAgain()) : EnterFirst(rcu, i.Memory);

    // Before v4.20, who waits for one flavour does not wait for the other.
    private static bool HasOne(Invocation i) => i.Linux.Rcu == i.Linux.RcuSched;

    private static async Routine<Outcome> EnterFirst(Rcu rcu, ThreadMemory memory) =>
        new(default, memory.EnterSection(await rcu.ReadLock()));

    private static Effect Leave(Invocation i, Rcu rcu)
    {
        var left = i.Memory.LeaveSection(out var phase);
        return (left.IsReader && HasOne(i)) || phase == ThreadMemory.Unprotected ? Effect.Of(default, left)
            : phase >= 0 ? Leave(rcu, phase, left)
            : throw new MeaninglessException("a read-side section is left that was not entered");
    }

    private static async Routine<Outcome> Leave(Rcu rcu, int phase, ThreadMemory left)
    {
        await rcu.ReadUnlock(phase);
        return new Outcome(default, left);
    }

    private static Effect Queue(Invocation i) =>
        PercpuRefBinding.Owner(i[0]) is { } reference && i[1].Object is FunctionObject { Name: TextPercpuRef.Callback }
            ? Queue(reference)
            : throw new MeaninglessException($"the callback {i[1]} of {i[0]}");

    private static async Routine<Value> Queue(PercpuRef reference)
    {
        await reference.SwitchPending.Store(1, MemoryOrder.Release);
        return default;
    }

    private static async Routine<Value> Synchronize(Rcu rcu)
    {
        await rcu.Synchronize();
        return default;
    }
}
