using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>percpu_ref, as the model has it.</summary>
internal static class PercpuReferences
{
    private const string Ref = "the model's percpu_ref, in the kernel's steps (lib/percpu-refcount.c)";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("percpu_ref")
            .Macro("percpu_ref_init", "v---", "int", Ref, i => Init(Use(i)))
            .Function("percpu_ref_get", Ref, i => Get(Use(i), 1))
            .Function("percpu_ref_get_many", Ref, i => Get(Use(i), i.Int(1)))
            .Function("percpu_ref_put", Ref, i => Put(Use(i), 1))
            .Function("percpu_ref_put_many", Ref, i => Put(Use(i), i.Int(1)))
            .Function("percpu_ref_tryget_live percpu_ref_tryget_live_rcu", Ref, i => TryGetLive(Use(i)))
            .Function("percpu_ref_kill", Ref, i => Kill(Use(i)))
            .Function("percpu_ref_exit", Ref, i => Exit(Use(i)), sleeps: true);

    private static Pgmap Use(Invocation i) => i.Subject<Pgmap>(0);

    // The reference is part of the page map: touching it is a use of that.
    private static async Routine<Value> Get(Pgmap pgmap, int n)
    {
        await pgmap.RefPointer.Load(MemoryOrder.Plain);
        await pgmap.Ref.Get(n);
        return default;
    }

    private static async Routine<Value> Put(Pgmap pgmap, int n)
    {
        await pgmap.RefPointer.Load(MemoryOrder.Plain);
        await pgmap.Ref.Put(n);
        return default;
    }

    private static async Routine<Value> TryGetLive(Pgmap pgmap)
    {
        await pgmap.RefPointer.Load(MemoryOrder.Plain);
        return Value.Of(await pgmap.Ref.TryGetLive());
    }

    private static async Routine<Value> Init(Pgmap pgmap)
    {
        await pgmap.Ref.Init();
        return default;
    }

    private static async Routine<Value> Kill(Pgmap pgmap)
    {
        await pgmap.Ref.Kill();
        return default;
    }

    private static async Routine<Value> Exit(Pgmap pgmap)
    {
        await pgmap.Ref.Exit();
        return default;
    }
}
