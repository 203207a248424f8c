using Interleave.Memory;
using KernelText.Types;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>
/// Per-CPU counters of any width: one word stands for the sum of all CPUs', as in <see cref="PerCpu"/>. What a CPU keeps
/// for itself alone (<c>this_cpu_ptr</c>, <c>this_cpu_read</c>) has no meaning here.
/// </summary>
internal static class GenericPerCpu
{
    private const string Counter = "adds to the counter of the thread's CPU, which stands for all";
    private const string Only = "one CPU stands for all";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("per-CPU")
            .Macro("this_cpu_add __this_cpu_add raw_cpu_add", "&v", "void", Counter, i => Add(i, i[1].Number))
            .Macro("this_cpu_sub __this_cpu_sub raw_cpu_sub", "&v", "void", Counter, i => Add(i, -i[1].Number))
            .Macro("this_cpu_inc __this_cpu_inc raw_cpu_inc", "&", "void", Counter, i => Add(i, 1))
            .Macro("this_cpu_dec __this_cpu_dec raw_cpu_dec", "&", "void", Counter, i => Add(i, -1))
            .Macro("per_cpu_ptr", "v-", "typeof($0)", "the address itself: " + Only, i => i.Return(i[0]))
            .Value("cpumask_next", "the first CPU is the only one", i => Value.Of(i[0].Number + 1))
            .Number("cpu_possible_mask cpu_online_mask cpu_present_mask", 0, Only, "void *")
            .Value("cpumask_bits", Only, _ => default)
            .Macro(
                "num_online_cpus num_possible_cpus num_present_cpus",
                "",
                "unsigned int",
                Only,
                i => i.Return(Value.Of(1))
            )
            .Macro("cpu_online cpu_possible cpu_present", "v", "_Bool", Only, i => i.Return(Value.Of(i[0].Number == 0)))
            .Number("small_cpumask_bits", 1, Only, "unsigned int");

    private static Effect Add(Invocation i, long delta) =>
        i.Call.ArgumentTypes[0] is PointerType { Target: { IsScalar: true, Kind.Bytes: var bytes } }
            ? i.FieldAt(i[0], bytes).Add(delta, MemoryOrder.Plain)
            : throw new MeaninglessException($"{i.Call.Callee} of {i.Call.ArgumentTypes[0]}");
}
