using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>Preemption and interrupts: no thread is ever interrupted by more than others, but what must not sleep is
/// noticed.</summary>
internal static class AtomicContext
{
    private const string Begins = "atomic context begins";
    private const string Ends = "atomic context ends";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("atomic context")
            .Macro(
                "preempt_disable local_irq_disable local_bh_disable preempt_disable_notrace raw_local_irq_disable "
                    + "arch_local_irq_disable native_irq_disable _local_bh_disable hard_irq_disable",
                "",
                "void",
                Begins,
                i => Begin(i, default)
            )
            .Macro(
                "get_cpu",
                "",
                "int",
                Begins + "; the CPU to which the thread is bound",
                i => Begin(i, Value.Of(GenericPerCpu.CpuOf(i)))
            )
            .Macro(
                "preempt_count_add __preempt_count_add __local_bh_disable_ip",
                "-",
                "void",
                Begins,
                i => Begin(i, default)
            )
            .Macro("preempt_count_sub __preempt_count_sub __local_bh_enable_ip", "-", "void", Ends, i => End(i))
            .Macro("local_irq_save raw_local_irq_save", "-", "void", Begins, i => Begin(i, default))
            .Macro(
                "preempt_enable local_irq_enable local_bh_enable raw_local_irq_enable arch_local_irq_enable native_irq_enable  preempt_enable_notrace preempt_enable_no_resched "
                    + "put_cpu",
                "",
                "void",
                Ends,
                i => End(i)
            )
            .Macro("local_irq_restore raw_local_irq_restore", "-", "void", Ends, i => End(i))
            .Macro(
                "might_sleep might_resched",
                "",
                "void",
                "a violation in atomic context",
                i => i.Return(default),
                sleeps: true
            )
            .Macro("might_sleep_if", "v", "void", "a violation in atomic context, if so", MightSleep)
            .Macro("cond_resched", "", "int", "a violation in atomic context", i => i.Return(default), sleeps: true)
            .Macro(
                "msleep ssleep fsleep usleep_range",
                "--",
                "void",
                "any time passes",
                i => i.Return(default),
                sleeps: true
            )
            .Macro(
                "in_atomic in_interrupt irqs_disabled raw_irqs_disabled arch_irqs_disabled",
                "",
                "int",
                "whether the context is atomic",
                i => i.Return(Value.Of(i.Memory.IsAtomic))
            )
            .Macro(
                "in_nmi in_hardirq in_irq in_serving_softirq in_softirq",
                "",
                "int",
                "no interrupt arrives",
                i => i.Return(default)
            )
            .Macro("in_task", "", "int", "no interrupt arrives", i => i.Return(Value.Of(1)))
            .Ignored("migrate_disable migrate_enable", "a thread stays on its CPU anyway")
            .Ignored(
                "set_preempt_need_resched preempt_fold_need_resched set_tsk_need_resched",
                "anybody may run at any step"
            )
            .Macro("need_resched tif_need_resched", "", "int", "anybody may run at any step", i => i.Return(default))
            .Macro("preempt_count", "", "int", "1 in atomic context", i => i.Return(Value.Of(i.Memory.IsAtomic)));

    /// <summary>Preemption or interrupts are off: where grace periods are asked for, they wait for that as well (RCU
    /// has one flavour since v4.20).</summary>
    public static Effect Begin(Invocation i, Value result)
    {
        var inside = i.Memory.Disabling(1);
        return i.Memory.Disabled > 0 || !i.Context.World.Generic.HasGracePeriods ? Effect.Of(result, inside)
            : i.Memory.IsReader ? Effect.Of(result, inside.EnterAgain())
            : Enter(i.Linux.Rcu, inside, result);
    }

    /// <summary>They are on again.</summary>
    public static Effect End(Invocation i)
    {
        var outside = i.Memory.Disabling(-1);
        if (i.Memory.Disabled != 1 || !i.Context.World.Generic.HasGracePeriods || !i.Memory.IsReader)
        {
            return Effect.Of(default, outside);
        }

        var left = outside.LeaveSection(out var phase);
        return left.IsReader ? Effect.Of(default, left) : Leave(i.Linux.Rcu, phase, left);
    }

    private static async Routine<Outcome> Enter(Rcu rcu, ThreadMemory memory, Value result) =>
        new(result, memory.EnterSection(await rcu.ReadLock()));

    private static async Routine<Outcome> Leave(Rcu rcu, int phase, ThreadMemory left)
    {
        await rcu.ReadUnlock(phase);
        return new Outcome(default, left);
    }

    private static Effect MightSleep(Invocation i) =>
        i[0].IsTrue && i.Memory.IsAtomic ? throw i.SleepsInAtomic("might_sleep_if") : i.Return(default);
}
