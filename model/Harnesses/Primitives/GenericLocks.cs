using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>Locks in generic memory. All of them only block; those that spin make the context atomic.</summary>
internal static class GenericLocks
{
    private const string Take = "takes the lock; may sleep";
    private const string Spin = "takes the lock; what follows is atomic context";
    private const string Drop = "drops the lock";
    private const string Try = "takes the lock if it is free";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("locks")
            .Macro(
                "mutex_lock mutex_lock_nested mutex_lock_io down_write down_write_nested",
                "v-",
                "void",
                Take,
                i => Locks.Acquire(Lock(i)),
                sleeps: true
            )
            .Macro(
                "mutex_lock_interruptible mutex_lock_killable down_write_killable",
                "v-",
                "int",
                "takes the lock; may sleep; no signal arrives",
                i => Locks.Acquire(Lock(i)),
                sleeps: true
            )
            .Macro("mutex_unlock up_write", "v", "void", Drop, i => Locks.Release(Lock(i)))
            .Macro("mutex_trylock down_write_trylock", "v", "int", Try, i => Locks.Try(Lock(i)))
            .Macro(
                "down_read down_read_nested",
                "v-",
                "void",
                "takes the lock shared; may sleep",
                i => Locks.AcquireShared(Lock(i)),
                sleeps: true
            )
            .Macro(
                "down_read_interruptible down_read_killable",
                "v",
                "int",
                "takes the lock shared; may sleep; no signal arrives",
                i => Locks.AcquireShared(Lock(i)),
                sleeps: true
            )
            .Macro("up_read", "v", "void", "drops a shared hold", i => Locks.ReleaseShared(Lock(i)))
            .Macro(
                "spin_lock spin_lock_irq spin_lock_bh raw_spin_lock raw_spin_lock_irq raw_spin_lock_bh write_lock _raw_spin_lock "
                    + "_raw_spin_lock_irq _raw_spin_lock_bh _raw_write_lock _raw_write_lock_irq arch_spin_lock do_raw_spin_lock "
                    + "write_lock_irq write_lock_bh",
                "v",
                "void",
                Spin,
                i => SpinAcquire(Lock(i), i.Memory.Deeper())
            )
            .Macro(
                "spin_lock_irqsave raw_spin_lock_irqsave write_lock_irqsave spin_lock_nested raw_spin_lock_nested "
                    + "spin_lock_irqsave_nested",
                "v-",
                "void",
                Spin,
                i => SpinAcquire(Lock(i), i.Memory.Deeper())
            )
            .Macro(
                "spin_unlock spin_unlock_irq spin_unlock_bh raw_spin_unlock raw_spin_unlock_irq raw_spin_unlock_bh "
                    + "_raw_spin_unlock _raw_spin_unlock_irq _raw_spin_unlock_bh _raw_write_unlock _raw_write_unlock_irq "
                    + "arch_spin_unlock do_raw_spin_unlock "
                    + "write_unlock write_unlock_irq write_unlock_bh",
                "v",
                "void",
                Drop,
                i => SpinRelease(Lock(i), i.Memory.Deeper(-1))
            )
            .Macro(
                "spin_unlock_irqrestore raw_spin_unlock_irqrestore write_unlock_irqrestore",
                "v-",
                "void",
                Drop,
                i => SpinRelease(Lock(i), i.Memory.Deeper(-1))
            )
            .Macro(
                "spin_trylock raw_spin_trylock spin_trylock_bh write_trylock spin_trylock_irq raw_spin_trylock_irq "
                    + "_raw_spin_trylock arch_spin_trylock do_raw_spin_trylock",
                "v",
                "int",
                Try,
                i => SpinTry(Lock(i), i.Memory)
            )
            .Macro("spin_trylock_irqsave raw_spin_trylock_irqsave", "v-", "int", Try, i => SpinTry(Lock(i), i.Memory))
            .Macro(
                "read_lock read_lock_irq read_lock_bh",
                "v",
                "void",
                Spin,
                i => SpinAcquireShared(Lock(i), i.Memory.Deeper())
            )
            .Macro("read_lock_irqsave", "v-", "void", Spin, i => SpinAcquireShared(Lock(i), i.Memory.Deeper()))
            .Macro(
                "read_unlock read_unlock_irq read_unlock_bh",
                "v",
                "void",
                Drop,
                i => SpinReleaseShared(Lock(i), i.Memory.Deeper(-1))
            )
            .Macro("read_unlock_irqrestore", "v-", "void", Drop, i => SpinReleaseShared(Lock(i), i.Memory.Deeper(-1)))
            .Macro(
                "mutex_is_locked spin_is_locked rwsem_is_locked raw_spin_is_locked",
                "v",
                "int",
                "whether anybody holds it",
                i => IsHeld(Lock(i))
            )
            .Ignored(
                "spin_lock_init raw_spin_lock_init mutex_init init_rwsem rwlock_init mutex_destroy __mutex_init "
                    + "__init_rwsem __raw_spin_lock_init lockdep_init_map",
                "a lock is free when its memory is new; that one in use is set up again is not noticed"
            );

    private static Mutex Lock(Invocation i) =>
        i[0].Object switch
        {
            GenericObject memory => memory.LockAt(i[0].Number),
            TaskObject task => task.LockAt(i[0].Number),
            StackObject local => throw local.Shared(i.Context.World),
            null => throw i.Wild(i[0]),
            _ => throw new MeaninglessException($"{i[0]} is no lock"),
        };

    private static async Routine<Value> IsHeld(Mutex mutex) => Value.Of(await mutex.Word.Load() != 0);

    private static async Routine<Outcome> SpinAcquire(Mutex mutex, ThreadMemory inside)
    {
        await mutex.Acquire();
        return new Outcome(default, inside);
    }

    private static async Routine<Outcome> SpinRelease(Mutex mutex, ThreadMemory outside)
    {
        await mutex.Release();
        return new Outcome(default, outside);
    }

    private static async Routine<Outcome> SpinAcquireShared(Mutex mutex, ThreadMemory inside)
    {
        await mutex.AcquireShared();
        return new Outcome(default, inside);
    }

    private static async Routine<Outcome> SpinReleaseShared(Mutex mutex, ThreadMemory outside)
    {
        await mutex.ReleaseShared();
        return new Outcome(default, outside);
    }

    private static async Routine<Outcome> SpinTry(Mutex mutex, ThreadMemory memory) =>
        await mutex.TryAcquire() ? new Outcome(Value.Of(1), memory.Deeper()) : new Outcome(default, memory);
}
