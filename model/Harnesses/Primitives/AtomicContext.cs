using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>Preemption and interrupts: no thread is ever interrupted by more than others, but what must not sleep is
/// noticed.</summary>
internal static class AtomicContext
{
    private const string Enter = "atomic context begins";
    private const string Leave = "atomic context ends";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("atomic context")
            .Macro(
                "preempt_disable local_irq_disable local_bh_disable preempt_disable_notrace get_cpu",
                "",
                "int",
                Enter,
                i => Effect.Of(default, i.Memory.Deeper())
            )
            .Macro("local_irq_save raw_local_irq_save", "-", "void", Enter, i => Effect.Of(default, i.Memory.Deeper()))
            .Macro(
                "preempt_enable local_irq_enable local_bh_enable preempt_enable_notrace preempt_enable_no_resched "
                    + "put_cpu",
                "",
                "void",
                Leave,
                i => Effect.Of(default, i.Memory.Deeper(-1))
            )
            .Macro(
                "local_irq_restore raw_local_irq_restore",
                "-",
                "void",
                Leave,
                i => Effect.Of(default, i.Memory.Deeper(-1))
            )
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
                "in_atomic in_interrupt irqs_disabled",
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
            .Macro(
                "smp_processor_id raw_smp_processor_id",
                "",
                "int",
                "one CPU stands for all",
                i => i.Return(default)
            );

    private static Effect MightSleep(Invocation i) =>
        i[0].IsTrue && i.Memory.IsAtomic ? throw i.SleepsInAtomic("might_sleep_if") : i.Return(default);
}
