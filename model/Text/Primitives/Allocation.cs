using Interleave.Memory;
using Interleave.Routines;
using KernelText.Types;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Allocation: of what the model has an object for, which is what the thread sets up.</summary>
internal static class Allocation
{
    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("allocation")
            .Macro("kzalloc kzalloc_noprof", "vv", "void *", "the object that is set up; does not fail", Allocate)
            .Function("kfree", "the object is not used any more: its owner has no pointer to it", Free)
            .Macro(
                "__alloc_percpu_gfp alloc_percpu_gfp",
                "vvv",
                "void *",
                "the counters that are set up, which are 0; does not fail",
                AllocateCounters
            )
            .Macro("free_percpu", "v", "void", "the counters are freed", FreeCounters);

    private static PercpuRef Subject(Invocation i) =>
        i.Context.Subject?.Pgmap.Ref
        ?? throw new MeaninglessException($"{i.Call.Callee} of memory that the model has no object for");

    private static Effect Allocate(Invocation i) =>
        IsReferenceData(i)
            ? Begin(Subject(i).Data, PercpuRefBinding.DataOf(i.Context.World, Subject(i)))
            : throw new MeaninglessException($"{i.Call.Callee} of {string.Join(", ", i.Call.Sizeof)}");

    // Since v7.0 by way of kzalloc_obj, which multiplies the size.
    private static bool IsReferenceData(Invocation i) =>
        i.Call.Sizeof is [var type]
            ? type is RecordType { Name: "struct percpu_ref_data" }
            : i.Context.Subject is not null
                && i.Context.World.Code.Program.Record("struct percpu_ref_data")?.Layout?.Size == i[0].Number;

    private static Effect Free(Invocation i) =>
        !i[0].IsTrue ? i.Return(default)
        : PercpuRefBinding.Owner(i[0]) is { } reference ? End(reference.Data)
        : throw new MeaninglessException($"{i.Call.Callee} of {i[0]}");

    private static Effect AllocateCounters(Invocation i) =>
        Begin(Subject(i), PercpuRefBinding.CountersOf(i.Context.World, Subject(i)));

    private static async Routine<Value> Begin(PercpuRef reference, Value counters)
    {
        await reference.Storage.Begin();
        await reference.PerCpu.Store(0, MemoryOrder.Plain);
        return counters;
    }

    private static Effect FreeCounters(Invocation i) =>
        PercpuRefBinding.Owner(i[0]) is { } reference
            ? End(reference.Storage)
            : throw new MeaninglessException($"{i.Call.Callee} of {i[0]}");

    private static async Routine<Value> Begin(Lifetime lifetime, Value address)
    {
        await lifetime.Begin();
        return address;
    }

    private static async Routine<Value> End(Lifetime lifetime)
    {
        await lifetime.Free();
        return default;
    }
}
