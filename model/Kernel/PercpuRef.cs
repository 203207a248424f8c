using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// <c>struct percpu_ref</c> (lib/percpu-refcount.c @ v4.18): per-CPU counting until it is killed, then one atomic
/// count.
/// </summary>
/// <remarks>
/// One cell stands for the sum of the per-CPU counters. They are only added to, by atomic per-CPU steps that commute,
/// and only summed after the grace period that <see cref="Kill"/> starts, so no execution can tell the sum from its
/// parts. this_cpu_add is no locked instruction: it orders nothing, and may wait in a store buffer.
/// </remarks>
public sealed class PercpuRef
{
    /// <summary>Flag bits of <c>percpu_count_ptr</c>.</summary>
    public const int Atomic = 1;

    /// <summary>Set by <see cref="Kill"/>.</summary>
    public const int Dead = 2;

    // The kernel's bias is 2^63; any value that no test reaches by counting does.
    private const int Bias = 1 << 20;

    private readonly Linux _linux;
    private readonly Cell _switchPending;
    private readonly Mutex _switchLock;

    /// <summary>Declares a reference.</summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="name">What traces call it.</param>
    /// <param name="references">References held from the start besides the initial one; -1 if it is not initialized
    /// yet.</param>
    public PercpuRef(Linux linux, string name, int references)
    {
        _linux = linux;
        var machine = linux.Machine;
        Name = name;
        Storage = machine.Lifetime($"{name} per-CPU storage", references >= 0);
        Flags = machine.Cell($"{name}->percpu_count_ptr", references < 0 ? Atomic | Dead : 0, null, FormatFlags);
        PerCpu = machine.Cell($"{name} per-CPU count", Math.Max(0, references), Storage);
        Count = new AtomicCount(machine, $"{name}->count", references < 0 ? 0 : 1 + Bias, null, FormatCount);
        Released = new Completion(machine, $"{name} release");
        _switchPending = machine.Cell(
            $"{name} switch callback",
            0,
            null,
            value => value == 0 ? "idle" : "queued",
            isDetail: true
        );
        _switchLock = machine.Mutex("percpu_ref_switch_lock");
        machine.Fiber($"softirq ({name})", Softirq, isDaemon: true);
    }

    /// <summary>What traces call it.</summary>
    public string Name { get; }

    /// <summary>The per-CPU counters, freed by <see cref="Exit"/>.</summary>
    public Lifetime Storage { get; }

    /// <summary><see cref="Atomic"/> and <see cref="Dead"/>.</summary>
    public Cell Flags { get; }

    /// <summary>The sum of the per-CPU counters.</summary>
    public Cell PerCpu { get; }

    /// <summary>The atomic counter: biased until the switch is done.</summary>
    public AtomicCount Count { get; }

    /// <summary>What the release callback signals when the count reaches zero.</summary>
    public Completion Released { get; }

    /// <summary>How many references there are besides the initial one, in a state in which no operation is under
    /// way.</summary>
    public int References(StateView state) => state[Flags] == 0 ? state[PerCpu] : Math.Max(0, state[Count.Cell]);

    /// <summary><c>percpu_ref_init</c>: memory for the counters, one initial reference.</summary>
    [KernelFunction("percpu_ref_init", "lib/percpu-refcount.c", "v4.18")]
    public async Routine Init()
    {
        await Storage.Begin();
        await Released.Reinit();
        await PerCpu.Store(0, MemoryOrder.Plain);
        await Count.Set(1 + Bias);
        await Flags.Store(0, MemoryOrder.Plain);
    }

    /// <summary><c>percpu_ref_get</c>, <paramref name="n"/> times.</summary>
    [KernelFunction("percpu_ref_get", "include/linux/percpu-refcount.h", "v4.18")]
    public async Routine Get(int n = 1)
    {
        var rcu = await _linux.RcuSched.ReadLock();
        if (CountsPerCpu(await Flags.Load()))
        {
            await PerCpu.Add(n, MemoryOrder.Plain);
        }
        else
        {
            await Count.Add(n);
        }

        await _linux.RcuSched.ReadUnlock(rcu);
    }

    /// <summary><c>percpu_ref_tryget_live</c>: fails once the reference is killed.</summary>
    [KernelFunction("percpu_ref_tryget_live", "include/linux/percpu-refcount.h", "v4.18")]
    public async Routine<bool> TryGetLive()
    {
        var rcu = await _linux.RcuSched.ReadLock();
        var flags = await Flags.Load();
        var taken = false;
        if (CountsPerCpu(flags))
        {
            await PerCpu.Add(1, MemoryOrder.Plain);
            taken = true;
        }
        else if ((flags & Dead) == 0)
        {
            taken = await Count.IncNotZero();
        }

        await _linux.RcuSched.ReadUnlock(rcu);
        return taken;
    }

    /// <summary><c>percpu_ref_put_many</c>: the last one calls the release callback.</summary>
    [KernelFunction("percpu_ref_put", "include/linux/percpu-refcount.h", "v4.18")]
    public async Routine Put(int n = 1)
    {
        var rcu = await _linux.RcuSched.ReadLock();
        if (CountsPerCpu(await Flags.Load()))
        {
            await PerCpu.Add(-n, MemoryOrder.Plain);
        }
        else
        {
            await PutAtomic(n);
        }

        await _linux.RcuSched.ReadUnlock(rcu);
    }

    /// <summary><c>percpu_ref_kill</c>: no new live references; starts the switch to atomic counting. Does not
    /// wait.</summary>
    [KernelFunction("percpu_ref_kill", "lib/percpu-refcount.c", "v4.18")]
    public async Routine Kill()
    {
        await _switchLock.Acquire();
        var flags = await Flags.Load(MemoryOrder.Plain);
        if ((flags & Dead) != 0)
        {
            _linux.Warn("percpu_ref_kill", $"{Name} is killed more than once");
        }

        await Flags.Store(flags | (Dead & Form.PublishedByKill), MemoryOrder.Plain);
        if ((flags & Atomic) == 0)
        {
            await Flags.Store(flags | Form.PublishedByKill, MemoryOrder.Plain);
            await Count.Add(1); // for the callback
            await _switchPending.Store(1, MemoryOrder.Release); // call_rcu_sched
        }

        await PutAtomic(); // the initial reference
        await _switchLock.Release();
    }

    /// <summary><c>percpu_ref_exit</c>: frees the per-CPU counters. The kernel tolerates a second exit; here it
    /// is reported, because each device has one.</summary>
    [KernelFunction("percpu_ref_exit", "lib/percpu-refcount.c", "v4.18")]
    public async Routine Exit()
    {
        await Storage.Free();
        await Flags.Store(Atomic | Dead, MemoryOrder.Plain);
    }

    private PercpuRefForm Form => _linux.Code.PercpuReference;

    private bool CountsPerCpu(int flags) => (flags & Form.StopsPerCpuCounting) == 0;

    // The RCU callback that call_rcu_sched queued, in softirq context after a grace period.
    private async Routine Softirq()
    {
        while (true)
        {
            await _switchPending.Until(static (value, _) => value != 0);
            if (Form.WaitsForReaders)
            {
                await _linux.RcuSched.Synchronize();
            }

            await _switchPending.Store(0);
            await SwitchToAtomic();
        }
    }

    [KernelFunction("percpu_ref_switch_to_atomic_rcu", "lib/percpu-refcount.c", "v4.18")]
    private async Routine SwitchToAtomic()
    {
        var sum = await PerCpu.Load(MemoryOrder.Plain);
        if (await Count.Add(sum - Bias) <= 0)
        {
            _linux.Warn("percpu_ref_switch_to_atomic_rcu", $"{Name} <= 0 after switching to atomic");
        }

        await PutAtomic(); // the callback's own
    }

    private async Routine PutAtomic(int n = 1)
    {
        var count = await Count.SubReturn(n);
        if (count == 0)
        {
            await Released.Complete();
        }
        else if (count < 0)
        {
            _linux.Machine.Fail(KernelRules.CountsStayPositive, $"{Name} drops to {count}");
        }
    }

    private static string FormatCount(int count) =>
        count > Bias / 2 ? $"bias{count - Bias:+0;-0;+0}"
        : count < -Bias / 2 ? $"{count + Bias}-bias"
        : $"{count}";

    private static string FormatFlags(int flags) =>
        flags switch
        {
            0 => "per-CPU",
            Atomic => "ATOMIC",
            Dead => "DEAD",
            _ => "ATOMIC|DEAD",
        };
}

/// <summary>
/// What makes <c>percpu_ref</c> safe to exit once its release was called (lib/percpu-refcount.c). No kernel had other
/// values; they are there to show what the page map's teardown relies on.
/// </summary>
public sealed record PercpuRefForm
{
    /// <summary>The flags that a kill makes visible at once.</summary>
    public int PublishedByKill { get; init; } = PercpuRef.Atomic | PercpuRef.Dead;

    /// <summary>The flags, any of which tells a reader to leave the per-CPU counters alone
    /// (<c>__ref_is_percpu</c>).</summary>
    public int StopsPerCpuCounting { get; init; } = PercpuRef.Atomic | PercpuRef.Dead;

    /// <summary>The switch to atomic counting waits for all who may still be counting on their CPU.</summary>
    public bool WaitsForReaders { get; init; } = true;
}
