using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Mutexes, semaphores and spinlocks: under an exhaustive scheduler all of them only block.</summary>
internal static class Locks
{
    private const string Take = "takes the lock";
    private const string Drop = "drops the lock";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("locks")
            .Macro("mutex_lock mutex_lock_nested down_write", "v-", "void", Take, i => Acquire(Lock(i)), sleeps: true)
            .Macro("mutex_unlock up_write", "v", "void", Drop, i => Release(Lock(i)))
            .Macro("mutex_trylock down_write_trylock", "v", "int", "takes the lock if it is free", i => Try(Lock(i)))
            .Macro("down_read", "v", "void", "takes the lock shared", i => AcquireShared(Lock(i)), sleeps: true)
            .Macro("up_read", "v", "void", "drops a shared hold", i => ReleaseShared(Lock(i)))
            .Macro(
                "spin_lock spin_lock_irq spin_lock_bh raw_spin_lock raw_spin_lock_irq",
                "v",
                "void",
                Take,
                i => Acquire(Lock(i))
            )
            .Macro("spin_lock_irqsave raw_spin_lock_irqsave", "v-", "void", Take, i => Acquire(Lock(i)))
            .Macro(
                "spin_unlock spin_unlock_irq spin_unlock_bh raw_spin_unlock raw_spin_unlock_irq",
                "v",
                "void",
                Drop,
                i => Release(Lock(i))
            )
            .Macro("spin_unlock_irqrestore raw_spin_unlock_irqrestore", "v-", "void", Drop, i => Release(Lock(i)))
            .Macro("spin_trylock", "v", "int", "takes the lock if it is free", i => Try(Lock(i)))
            .Function(
                "jump_label_lock",
                "mutex_lock(&jump_label_mutex)",
                i => Acquire(i.Linux.JumpLabelMutex),
                sleeps: true
            )
            .Function("jump_label_unlock", "mutex_unlock(&jump_label_mutex)", i => Release(i.Linux.JumpLabelMutex));

    /// <summary>Takes a lock.</summary>
    public static async Routine<Value> Acquire(Mutex mutex)
    {
        await mutex.Acquire();
        return default;
    }

    /// <summary>Drops a lock.</summary>
    public static async Routine<Value> Release(Mutex mutex)
    {
        await mutex.Release();
        return default;
    }

    /// <summary>Takes a lock shared.</summary>
    public static async Routine<Value> AcquireShared(Mutex mutex)
    {
        await mutex.AcquireShared();
        return default;
    }

    /// <summary>Drops a shared hold.</summary>
    public static async Routine<Value> ReleaseShared(Mutex mutex)
    {
        await mutex.ReleaseShared();
        return default;
    }

    /// <summary>Takes a lock if it is free: 1, or 0.</summary>
    public static async Routine<Value> Try(Mutex mutex) => Value.Of(await mutex.TryAcquire());

    private static Mutex Lock(Invocation i) =>
        (i[0].Object is GenericObject global ? global.LockAt(i[0].Number) : i.FieldAt(i[0], 4).Lock)
        ?? throw new MeaninglessException($"{i[0]} is no lock of the model");
}
