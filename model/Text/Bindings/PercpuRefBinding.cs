using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>
/// <c>struct percpu_ref</c>, which page maps have within them since v5.17; what it allocates: <c>struct
/// percpu_ref_data</c>, before v5.10 part of the reference itself; and its per-CPU counters.
/// </summary>
internal static class PercpuRefBinding
{
    private static readonly StructBinding s_binding = StructBinding.Of<PercpuRef>(
        "struct percpu_ref",
        ("percpu_count_ptr", static (world, r) => new CountersField(world, r)),
        ("data", static (world, r) => new DataField(world, null, r)),
        ("count", static (_, r) => new PercpuCountField(r)),
        ("release", static (world, r) => Release(world, r)),
        ("confirm_switch", static (world, r) => new ConfirmField(world, r)),
        ("force_atomic", static (_, r) => ForceAtomic(r))
    );

    private static readonly StructBinding s_data = StructBinding.Of<PercpuRef>(
        "struct percpu_ref_data",
        ("count", static (_, r) => new PercpuCountField(r)),
        ("release", static (world, r) => Release(world, r)),
        ("confirm_switch", static (world, r) => new ConfirmField(world, r)),
        ("force_atomic", static (_, r) => ForceAtomic(r)),
        ("ref", static (world, r) => new ConstantField($"{r.Name}->data->ref", Of(world, r)))
    );

    private static readonly StructBinding s_counters = StructBinding.Of<PercpuRef>(
        "per-CPU counters",
        ("", static (_, r) => new CellField(r.PerCpu))
    );

    /// <summary>The members of a reference that lies within a page map.</summary>
    public static Field? WithinPgmap(TextWorld world, Pgmap pgmap, string member) =>
        member switch
        {
            "percpu_count_ptr" => new CountersField(world, pgmap.Ref),
            "data" => new DataField(world, pgmap.RefPointer, pgmap.Ref),
            "count" => new PercpuCountField(pgmap.Ref),
            "release" => Release(world, pgmap.Ref),
            "confirm_switch" => new ConfirmField(world, pgmap.Ref),
            "force_atomic" => ForceAtomic(pgmap.Ref),
            _ => null,
        };

    /// <summary>The address of a reference: within its page map, if the tree has it there.</summary>
    public static Value Of(TextWorld world, PercpuRef reference)
    {
        for (var i = 0; i < world.Linux.Pgmaps.Count; i++)
        {
            var pgmap = world.Linux.Pgmaps[i];
            if (pgmap.Ref == reference && PgmapBinding.OffsetOfRef(world, pgmap) is { } offset)
            {
                return PgmapBinding.Of(world, pgmap) with { Number = offset };
            }
        }

        return Value.To(world.Object(s_binding, reference, reference.Name));
    }

    /// <summary>The reference whose data, or whose callback head, an address is in.</summary>
    public static PercpuRef? Owner(Value address) =>
        (address.Object as BoundObject)?.Subject switch
        {
            PercpuRef reference => reference,
            Pgmap pgmap => pgmap.Ref,
            _ => null,
        };

    /// <summary>The address of the head that its RCU callback is queued by.</summary>
    public static Value HeadOf(TextWorld world, PercpuRef reference)
    {
        var isWithin = world.Code.Program.Record("struct percpu_ref_data") is null;
        var data = isWithin ? Of(world, reference) : DataOf(world, reference);
        var layout = world.Code.Program.Record(isWithin ? "struct percpu_ref" : "struct percpu_ref_data")?.Layout;
        return layout?.Find("rcu") is { } head
            ? data with
            {
                Number = data.Number + head.Offset,
            }
            : throw new MeaninglessException("the tree's percpu_ref has no callback head");
    }

    /// <summary>The address of what <c>percpu_ref_init</c> allocates.</summary>
    public static Value DataOf(TextWorld world, PercpuRef reference) =>
        Value.To(world.Object(s_data, reference, $"{reference.Name}->data"));

    /// <summary>The address of the per-CPU counters.</summary>
    public static Value CountersOf(TextWorld world, PercpuRef reference) =>
        Value.To(world.Object(s_counters, reference, $"{reference.Name} counters"));

    // And allow_reinit, in one word.
    private static ConstantField ForceAtomic(PercpuRef reference) => new($"{reference.Name}->force_atomic", default);

    // A driver's own, or that of the page map which it is within.
    private static ConstantField Release(TextWorld world, PercpuRef reference)
    {
        for (var i = 0; i < world.Linux.Pgmaps.Count; i++)
        {
            if (
                world.Linux.Pgmaps[i].Ref == reference
                && PgmapBinding.OffsetOfRef(world, world.Linux.Pgmaps[i]) is not null
            )
            {
                var own = world.Code.Function("dev_pagemap_percpu_release").Flow.Symbol;
                return new("release", Value.To(world.FunctionObject(own)));
            }
        }

        return new("release", Value.To(world.Callback("release", reference, _ => Released(reference))));
    }

    private static async Routine<Value> Released(PercpuRef reference)
    {
        await reference.Released.Complete();
        return default;
    }

    // The pointer to the counters with two flags, or the flags alone.
    private sealed class CountersField(TextWorld world, PercpuRef reference) : CellField(reference.Flags)
    {
        private const int NoCounters = 4;
        private const int Final = PercpuRef.Atomic | PercpuRef.Dead;

        public override bool Settles(Value value) => (value.Number & Final) == Final;

        public override Value? Settled => Value.Of(Final);

        protected override Value Decode(int word) =>
            word >= NoCounters ? Value.Of(word - NoCounters) : CountersOf(world, reference) with { Number = word };

        protected override int Encode(Value value) =>
            value.Number is < 0 or >= NoCounters ? base.Encode(value with { Number = long.MaxValue })
            : !value.IsAddress ? (int)value.Number + NoCounters
            : value.Object == CountersOf(world, reference).Object ? (int)value.Number
            : base.Encode(value);
    }

    // It points to its data from percpu_ref_init to percpu_ref_exit, which frees the data at once: who follows it later
    // uses that.
    private sealed class DataField(TextWorld world, Cell? touched, PercpuRef reference)
        : ConstantField($"{reference.Name}->data", DataOf(world, reference), touched)
    {
        public override Routine<Value> Store(Value written, MemoryOrder order) =>
            written == default ? Routine<Value>.Of(written) : base.Store(written, order);
    }

    private sealed class ConfirmField(TextWorld world, PercpuRef reference) : CellField(reference.Confirm)
    {
        private Value Noop =>
            Value.To(world.FunctionObject(world.Code.Function("percpu_ref_noop_confirm_switch").Flow.Symbol));

        protected override Value Decode(int word) => word == 0 ? default : Noop;

        protected override int Encode(Value value) =>
            value == Noop ? 1
            : value == default ? 0
            : base.Encode(value with { Number = long.MaxValue });
    }
}
