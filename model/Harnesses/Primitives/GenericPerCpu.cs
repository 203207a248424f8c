using Interleave.Memory;
using KernelText.Types;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>
/// Per-CPU memory. Where it is only added to, one word stands for the sum of all CPUs', as in <see cref="PerCpu"/>. As
/// soon as a thread looks at its own CPU's copy, every thread that does so has a CPU of its own, to which it stays
/// bound: two threads on one CPU are left out.
/// </summary>
internal static class GenericPerCpu
{
    private const string Counter = "adds to the counter of the thread's CPU";
    private const string Own = "of the thread's own CPU, to which it is bound";
    private const string All = "as many as threads that look at their own; one if none does";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("per-CPU")
            .Macro("this_cpu_add __this_cpu_add raw_cpu_add", "&v", "void", Counter, i => Add(i, i[1].Number))
            .Macro("this_cpu_sub __this_cpu_sub raw_cpu_sub", "&v", "void", Counter, i => Add(i, -i[1].Number))
            .Macro("this_cpu_inc __this_cpu_inc raw_cpu_inc", "&", "void", Counter, i => Add(i, 1))
            .Macro("this_cpu_dec __this_cpu_dec raw_cpu_dec", "&", "void", Counter, i => Add(i, -1))
            .Macro(
                "this_cpu_add_return __this_cpu_add_return",
                "&v",
                "typeof($0)",
                Counter,
                i => AddOwn(i, i[1].Number)
            )
            .Macro("this_cpu_inc_return __this_cpu_inc_return", "&", "typeof($0)", Counter, i => AddOwn(i, 1))
            .Macro("this_cpu_dec_return __this_cpu_dec_return", "&", "typeof($0)", Counter, i => AddOwn(i, -1))
            .Macro(
                "this_cpu_read __this_cpu_read raw_cpu_read this_cpu_read_stable",
                "&",
                "typeof($0)",
                "one load, " + Own,
                i => i.Load(Word(i, OwnCopy(i, i[0])), MemoryOrder.Once)
            )
            .Macro(
                "this_cpu_write __this_cpu_write raw_cpu_write",
                "&v",
                "void",
                "one store, " + Own,
                i => Word(i, OwnCopy(i, i[0])).Store(i[1], MemoryOrder.Once)
            )
            .Macro(
                "this_cpu_xchg raw_cpu_xchg __this_cpu_xchg",
                "&v",
                "typeof($0)",
                "one step, " + Own,
                i => Word(i, OwnCopy(i, i[0])).Exchange(i[1], MemoryOrder.Relaxed)
            )
            .Macro(
                "this_cpu_cmpxchg raw_cpu_cmpxchg __this_cpu_cmpxchg",
                "&vv",
                "typeof($0)",
                "one step, " + Own,
                i => Word(i, OwnCopy(i, i[0])).CompareExchange(i[1], i[2], MemoryOrder.Relaxed)
            )
            .Macro("this_cpu_ptr raw_cpu_ptr", "v", "typeof($0)", "the copy " + Own, i => i.Return(OwnCopy(i, i[0])))
            .Macro(
                "get_cpu_ptr",
                "v",
                "typeof($0)",
                "the copy " + Own + "; preemption is off",
                i => AtomicContext.Begin(i, OwnCopy(i, i[0]))
            )
            .Macro("put_cpu_ptr put_cpu_var", "-", "void", "preemption is on again", AtomicContext.End)
            .Macro("per_cpu_ptr", "vv", "typeof($0)", "the copy of a CPU", i => i.Return(Copy(i, i[0], i.Int(1))))
            .Macro(
                "smp_processor_id raw_smp_processor_id __smp_processor_id",
                "",
                "int",
                "the CPU to which the thread is bound",
                i => i.Return(Value.Of(CpuOf(i)))
            )
            .Value("cpumask_next", "the next of all CPUs", i => Value.Of(i[0].Number + 1))
            .Number("cpu_possible_mask cpu_online_mask cpu_present_mask", 0, "all CPUs", "void *")
            .Value("cpumask_bits", "all CPUs", _ => default)
            .Macro(
                "num_online_cpus num_possible_cpus num_present_cpus nr_cpu_ids small_cpumask_bits",
                "",
                "unsigned int",
                All,
                i => i.Return(Value.Of(CountOf(i)))
            )
            .Macro(
                "cpu_online cpu_possible cpu_present",
                "v",
                "_Bool",
                All,
                i => i.Return(Value.Of(i[0].Number >= 0 && i[0].Number < CountOf(i)))
            );

    /// <summary>How many CPUs there are.</summary>
    public static int CountOf(Invocation i) => Math.Max(1, i.Context.World.Generic.Cpus.Length);

    /// <summary>The number of the thread's CPU.</summary>
    public static int CpuOf(Invocation i) =>
        i.Context.World.Generic.CpuOf(
            i.Context.Task?.Number ?? throw new MeaninglessException("this thread runs on no CPU of its own")
        );

    private static Value OwnCopy(Invocation i, Value address) => Copy(i, address, CpuOf(i));

    private static Value Copy(Invocation i, Value address, int cpu) =>
        address.Object is GenericObject { Block: var block }
            ? address with
            {
                Object = i.Context.World.Block(block.OnCpu(cpu)),
            }
        : !address.IsAddress ? throw i.Wild(address)
        : throw new MeaninglessException($"a CPU's copy of {address}");

    private static Field Word(Invocation i, Value address) =>
        i.Call.ArgumentTypes[0] is PointerType { Target: { IsScalar: true, Kind.Bytes: var bytes } }
            ? i.FieldAt(address, bytes)
            : throw new MeaninglessException($"{i.Call.Callee} of {i.Call.ArgumentTypes[0]}");

    private static Effect Add(Invocation i, long delta) =>
        Word(i, i.Context.World.Generic.Cpus.IsEmpty ? i[0] : OwnCopy(i, i[0])).Add(delta, MemoryOrder.Plain);

    private static Effect AddOwn(Invocation i, long delta) => Word(i, OwnCopy(i, i[0])).Add(delta, MemoryOrder.Relaxed);
}
