using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>SRCU: each <c>srcu_struct</c> is a domain of its own, whose readers may sleep.</summary>
internal static class GenericSrcu
{
    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("SRCU")
            .Macro("init_srcu_struct", "v", "int", "one plain store", i => Begin(Word(i)))
            .Macro("cleanup_srcu_struct", "v", "void", "one load: the domain is there", i => Touch(Word(i)))
            .Macro(
                "srcu_read_lock srcu_read_lock_notrace srcu_read_lock_nmisafe srcu_down_read",
                "v",
                "int",
                "enters a section that grace periods of the domain wait for",
                i => Enter(Word(i), Domain(i))
            )
            .Macro(
                "srcu_read_unlock srcu_read_unlock_notrace srcu_read_unlock_nmisafe srcu_up_read",
                "vv",
                "void",
                "leaves it",
                i => Leave(Word(i), Domain(i), i.Int(1))
            )
            .Macro(
                "synchronize_srcu synchronize_srcu_expedited",
                "v",
                "void",
                "waits for a grace period of the domain",
                i => Synchronize(Word(i), Domain(i)),
                sleeps: true
            )
            .Macro("srcu_read_lock_held", "-", "int", "for CONFIG_PROVE_RCU", i => i.Return(Value.Of(1)));

    private static Field Word(Invocation i) => i.FieldAt(i[0], 8);

    private static Rcu Domain(Invocation i) => i.Context.World.Generic.DomainOf(i[0].Object!, i[0].Number);

    private static async Routine<Value> Begin(Field word)
    {
        await word.Store(default, MemoryOrder.Plain);
        return default;
    }

    private static async Routine<Value> Touch(Field word)
    {
        await word.Load(MemoryOrder.Plain, isFollowed: false);
        return default;
    }

    private static async Routine<Value> Enter(Field word, Rcu domain)
    {
        await word.Load(MemoryOrder.Plain, isFollowed: false);
        return Value.Of(await domain.ReadLock());
    }

    private static async Routine<Value> Leave(Field word, Rcu domain, int phase)
    {
        await word.Load(MemoryOrder.Plain, isFollowed: false);
        await domain.ReadUnlock(phase);
        return default;
    }

    private static async Routine<Value> Synchronize(Field word, Rcu domain)
    {
        await word.Load(MemoryOrder.Plain, isFollowed: false);
        await domain.Synchronize();
        return default;
    }
}
