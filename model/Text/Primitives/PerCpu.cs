using Interleave.Memory;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>
/// Per-CPU counters: one cell stands for the sum of all CPUs'. They are only added to, by steps that commute, so the
/// sum cannot be told from its parts. this_cpu operations are no locked instructions: they order nothing.
/// </summary>
internal static class PerCpu
{
    private const string Counter = "adds to the counter of the thread's CPU, which stands for all";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("per-CPU")
            .Macro("this_cpu_add __this_cpu_add raw_cpu_add", "&v", "void", Counter, i => Add(i, i[1].Number))
            .Macro("this_cpu_sub __this_cpu_sub raw_cpu_sub", "&v", "void", Counter, i => Add(i, -i[1].Number))
            .Macro("this_cpu_inc __this_cpu_inc", "&", "void", Counter, i => Add(i, 1))
            .Macro("this_cpu_dec __this_cpu_dec", "&", "void", Counter, i => Add(i, -1))
            .Macro("per_cpu_ptr", "v-", "typeof($0)", "the address itself: one CPU stands for all", i => i.Return(i[0]))
            .Value("cpumask_next", "the first CPU is the only one", i => Value.Of(i[0].Number + 1))
            .Value("find_next_bit", "the first CPU is the only one", i => i[2].Number == 0 ? default : i[1])
            .Number("cpu_possible_mask cpu_online_mask", 0, "one CPU stands for all", "void *")
            .Value("cpumask_bits", "one CPU stands for all", _ => default)
            .Number("small_cpumask_bits", 1, "one CPU stands for all", "unsigned int")
            .Ignored("preempt_disable preempt_enable", "any thread may run at any step anyway");

    private static Effect Add(Invocation i, long delta) => i.FieldAt(i[0], 8).Add(delta, MemoryOrder.Plain);
}
