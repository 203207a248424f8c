using Interleave.Memory;
using Interleave.Routines;
using KernelText.Types;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Barriers, and accesses to plain words with an ordering (Documentation/memory-barriers.txt).</summary>
internal static class Barriers
{
    private const string Ordered = "one access, ordered as its name says";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("barriers")
            .Macro(
                "smp_mb mb smp_mb__before_atomic smp_mb__after_spinlock",
                "",
                "void",
                "a full barrier",
                i => Of(i, MemoryBarrier.Full)
            )
            .Macro(
                "smp_mb__after_atomic",
                "",
                "void",
                "makes the atomic before it a full barrier",
                i => Of(i, MemoryBarrier.AfterAtomic)
            )
            .Macro(
                "smp_rmb rmb smp_acquire__after_ctrl_dep",
                "",
                "void",
                "orders loads",
                i => Of(i, MemoryBarrier.Read)
            )
            .Macro("smp_wmb wmb", "", "void", "orders stores", i => Of(i, MemoryBarrier.Write))
            .Macro(
                "smp_load_acquire",
                "v",
                "typeof(*($0))",
                Ordered,
                i => i.FieldAt(i[0], Bytes(i)).Load(MemoryOrder.Acquire, i.IsFollowed)
            )
            .Macro(
                "smp_store_release",
                "vv",
                "void",
                Ordered,
                i => i.FieldAt(i[0], Bytes(i)).Store(i[1], MemoryOrder.Release)
            )
            .Macro(
                "xchg",
                "vv",
                "typeof(*($0))",
                Ordered,
                i => i.FieldAt(i[0], Bytes(i)).Exchange(i[1], MemoryOrder.Full)
            )
            .Macro("cmpxchg", "vvv", "typeof(*($0))", Ordered, i => CompareExchange(i, MemoryOrder.Full))
            .Macro("cmpxchg_relaxed", "vvv", "typeof(*($0))", Ordered, i => CompareExchange(i, MemoryOrder.Relaxed));

    internal static Effect Of(Invocation i, MemoryBarrier barrier) => Pass(i.Context, barrier);

    private static async Routine<Value> Pass(TextContext context, MemoryBarrier barrier)
    {
        await context.Linux.Machine.Barrier(barrier);
        return default;
    }

    private static Effect CompareExchange(Invocation i, MemoryOrder order) =>
        i.FieldAt(i[0], Bytes(i)).CompareExchange(i[1], i[2], order);

    private static int Bytes(Invocation i) =>
        i.Call.ArgumentTypes[0] is PointerType { Target: { IsScalar: true } target }
            ? target.Kind.Bytes
            : throw new MeaninglessException($"{i.Call.Callee} of {i.Call.ArgumentTypes[0]}");
}
