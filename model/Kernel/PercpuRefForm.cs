using Interleave.Memory;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// How <c>percpu_ref</c> counts, is killed and exited (lib/percpu-refcount.c @ v4.18), and what makes it safe to exit
/// once
/// its release was called. No kernel had other values of the latter; they are there to show what the page map's
/// teardown
/// relies on.
/// </summary>
public record PercpuRefForm
{
    /// <summary>The flags that a kill makes visible at once.</summary>
    public int PublishedByKill { get; init; } = PercpuRef.Atomic | PercpuRef.Dead;

    /// <summary>The flags, any of which tells a reader to leave the per-CPU counters alone
    /// (<c>__ref_is_percpu</c>).</summary>
    public int StopsPerCpuCounting { get; init; } = PercpuRef.Atomic | PercpuRef.Dead;

    /// <summary>The switch to atomic counting waits for all who may still be counting on their CPU.</summary>
    public bool WaitsForReaders { get; init; } = true;

    /// <summary>What the count is in is allocated with the reference, and freed when that is exited.</summary>
    public virtual bool AllocatesData => false;

    /// <summary><see cref="PercpuRef.Init"/>.</summary>
    [KernelFunction("percpu_ref_init", "lib/percpu-refcount.c", "v4.18")]
    public virtual async Routine Init(PercpuRef reference)
    {
        await reference.Storage.Begin();
        await reference.Released.Reinit();
        await reference.PerCpu.Store(0, MemoryOrder.Plain);
        await reference.Count.Set(1 + PercpuRef.Bias);
        await reference.Flags.Store(0, MemoryOrder.Plain);
    }

    /// <summary><see cref="PercpuRef.Get"/>.</summary>
    [KernelFunction("percpu_ref_get", "include/linux/percpu-refcount.h", "v4.18")]
    public virtual async Routine Get(PercpuRef reference, int n)
    {
        var rcu = await reference.Linux.RcuSched.ReadLock();
        if (CountsPerCpu(await reference.Flags.Load()))
        {
            await reference.PerCpu.Add(n, MemoryOrder.Plain);
        }
        else
        {
            await reference.Count.Add(n);
        }

        await reference.Linux.RcuSched.ReadUnlock(rcu);
    }

    /// <summary><see cref="PercpuRef.TryGetLive"/>.</summary>
    [KernelFunction("percpu_ref_tryget_live", "include/linux/percpu-refcount.h", "v4.18")]
    public virtual async Routine<bool> TryGetLive(PercpuRef reference)
    {
        var rcu = await reference.Linux.RcuSched.ReadLock();
        var flags = await reference.Flags.Load();
        var taken = false;
        if (CountsPerCpu(flags))
        {
            await reference.PerCpu.Add(1, MemoryOrder.Plain);
            taken = true;
        }
        else if ((flags & PercpuRef.Dead) == 0)
        {
            taken = await reference.Count.IncNotZero();
        }

        await reference.Linux.RcuSched.ReadUnlock(rcu);
        return taken;
    }

    /// <summary><see cref="PercpuRef.TryGet"/>.</summary>
    [KernelFunction("percpu_ref_tryget", "include/linux/percpu-refcount.h", "v4.18")]
    public virtual async Routine<bool> TryGet(PercpuRef reference)
    {
        var rcu = await reference.Linux.RcuSched.ReadLock();
        var taken = true;
        if (CountsPerCpu(await reference.Flags.Load()))
        {
            await reference.PerCpu.Add(1, MemoryOrder.Plain);
        }
        else
        {
            taken = await reference.Count.IncNotZero();
        }

        await reference.Linux.RcuSched.ReadUnlock(rcu);
        return taken;
    }

    /// <summary><see cref="PercpuRef.Put"/>.</summary>
    [KernelFunction("percpu_ref_put", "include/linux/percpu-refcount.h", "v4.18")]
    public virtual async Routine Put(PercpuRef reference, int n)
    {
        var rcu = await reference.Linux.RcuSched.ReadLock();
        if (CountsPerCpu(await reference.Flags.Load()))
        {
            await reference.PerCpu.Add(-n, MemoryOrder.Plain);
        }
        else
        {
            await PutAtomic(reference, n);
        }

        await reference.Linux.RcuSched.ReadUnlock(rcu);
    }

    /// <summary><see cref="PercpuRef.Kill"/>.</summary>
    [KernelFunction("percpu_ref_kill", "lib/percpu-refcount.c", "v4.18")]
    public virtual async Routine Kill(PercpuRef reference)
    {
        await reference.SwitchLock.Acquire();
        var flags = await reference.Flags.Load(MemoryOrder.Plain);
        if ((flags & PercpuRef.Dead) != 0)
        {
            reference.Linux.Warn("percpu_ref_kill", $"{reference.Name} is killed more than once");
        }

        await reference.Flags.Store(flags | (PercpuRef.Dead & PublishedByKill), MemoryOrder.Plain);
        if ((flags & PercpuRef.Atomic) == 0)
        {
            await reference.Flags.Store(flags | PublishedByKill, MemoryOrder.Plain);
            await reference.Count.Add(1); // for the callback
            await reference.SwitchPending.Store(1, MemoryOrder.Release); // call_rcu_sched
        }

        await PutAtomic(reference); // the initial reference
        await reference.SwitchLock.Release();
    }

    /// <summary><see cref="PercpuRef.Exit"/>.</summary>
    [KernelFunction("percpu_ref_exit", "lib/percpu-refcount.c", "v4.18")]
    public virtual async Routine Exit(PercpuRef reference)
    {
        await reference.Storage.Free();
        await reference.Flags.Store(PercpuRef.Atomic | PercpuRef.Dead, MemoryOrder.Plain);
    }

    /// <summary>The callback that a kill has queued, after its grace period.</summary>
    [KernelFunction("percpu_ref_switch_to_atomic_rcu", "lib/percpu-refcount.c", "v4.18")]
    public virtual async Routine SwitchToAtomic(PercpuRef reference)
    {
        var sum = await reference.PerCpu.Load(MemoryOrder.Plain);
        if (await reference.Count.Add(sum - PercpuRef.Bias) <= 0)
        {
            reference.Linux.Warn("percpu_ref_switch_to_atomic_rcu", $"{reference.Name} <= 0 after switching to atomic");
        }

        await PutAtomic(reference); // the callback's own
    }

    private static async Routine PutAtomic(PercpuRef reference, int n = 1)
    {
        var count = await reference.Count.SubReturn(n);
        if (count == 0)
        {
            await reference.Released.Complete();
        }
        else if (count < 0)
        {
            reference.Fail($"drops to {count}");
        }
    }

    private bool CountsPerCpu(int flags) => (flags & StopsPerCpuCounting) == 0;
}
