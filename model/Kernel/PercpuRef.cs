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

    /// <summary>The kernel's bias is 2^63; any value that no test reaches by counting does.</summary>
    internal const int Bias = 1 << 20;

    private readonly Linux _linux;
    private readonly Mutex _switchLock;

    /// <summary>Declares a reference.</summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="name">What traces call it.</param>
    /// <param name="references">References held from the start besides the initial one; -1 if it is not initialized
    /// yet.</param>
    /// <param name="memory">What it is part of, for code that is read from text: by hand its users look at
    /// that.</param>
    public PercpuRef(Linux linux, string name, int references, Lifetime? memory = null)
    {
        _linux = linux;
        var machine = linux.Machine;
        Name = name;
        Storage = machine.Lifetime($"{name} per-CPU storage", references >= 0);
        Flags = machine.Cell(
            $"{name}->percpu_count_ptr",
            references < 0 ? Atomic | Dead : 0,
            Form.AllocatesData ? memory : null,
            FormatFlags
        );
        PerCpu = machine.Cell($"{name} per-CPU count", Math.Max(0, references), Storage);
        Data = machine.Lifetime($"{name}->data", references >= 0 || !Form.AllocatesData);
        Count = new AtomicCount(machine, $"{name}->count", references < 0 ? 0 : 1 + Bias, Data, FormatCount);
        Released = new Completion(machine, $"{name} release");
        SwitchPending = machine.Cell(
            $"{name} switch callback",
            0,
            null,
            value => value == 0 ? "idle" : "queued",
            isDetail: true
        );
        Confirm = machine.Cell($"{name}->data->confirm_switch", 0, Data, FormatPointer, isDetail: true);
        _switchLock = machine.Mutex("percpu_ref_switch_lock");
        machine.Fiber($"softirq ({name})", Softirq, isDaemon: true);
    }

    /// <summary>The kernel.</summary>
    internal Linux Linux => _linux;

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

    /// <summary>1 while the callback waits for its grace period that switches to atomic counting.</summary>
    internal Cell SwitchPending { get; }

    /// <summary><c>ref->data</c>, which text allocates and frees; by hand it is always there.</summary>
    internal Lifetime Data { get; }

    /// <summary><c>ref->data->confirm_switch</c>: 0 for NULL. Only text looks at it.</summary>
    internal Cell Confirm { get; }

    /// <summary>What the release callback signals when the count reaches zero.</summary>
    public Completion Released { get; }

    /// <summary>How many references there are besides the initial one, in a state in which no operation is under
    /// way.</summary>
    public int References(StateView state) => state[Flags] == 0 ? state[PerCpu] : Math.Max(0, state[Count.Cell]);

    /// <summary><c>percpu_ref_init</c>: memory for the counters, one initial reference.</summary>
    public Routine Init() => Form.Init(this);

    // The same as it is written here.
    [KernelFunction("percpu_ref_init", "lib/percpu-refcount.c", "v4.18")]
    internal async Routine InitByHand()
    {
        await Storage.Begin();
        await Released.Reinit();
        await PerCpu.Store(0, MemoryOrder.Plain);
        await Count.Set(1 + Bias);
        await Flags.Store(0, MemoryOrder.Plain);
    }

    /// <summary><c>percpu_ref_get</c>, <paramref name="n"/> times.</summary>
    public Routine Get(int n = 1) => Form.Get(this, n);

    // The same as it is written here.
    [KernelFunction("percpu_ref_get", "include/linux/percpu-refcount.h", "v4.18")]
    internal async Routine GetByHand(int n)
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
    public Routine<bool> TryGetLive() => Form.TryGetLive(this);

    // The same as it is written here.
    [KernelFunction("percpu_ref_tryget_live", "include/linux/percpu-refcount.h", "v4.18")]
    internal async Routine<bool> TryGetLiveByHand()
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
    public Routine Put(int n = 1) => Form.Put(this, n);

    // The same as it is written here.
    [KernelFunction("percpu_ref_put", "include/linux/percpu-refcount.h", "v4.18")]
    internal async Routine PutByHand(int n)
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
    public Routine Kill() => Form.Kill(this);

    // The same as it is written here.
    [KernelFunction("percpu_ref_kill", "lib/percpu-refcount.c", "v4.18")]
    internal async Routine KillByHand()
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
            await SwitchPending.Store(1, MemoryOrder.Release); // call_rcu_sched
        }

        await PutAtomic(); // the initial reference
        await _switchLock.Release();
    }

    /// <summary><c>percpu_ref_exit</c>: frees the per-CPU counters. The kernel tolerates a second exit; here it
    /// is reported, because each device has one.</summary>
    public Routine Exit() => Form.Exit(this);

    // The same as it is written here.
    [KernelFunction("percpu_ref_exit", "lib/percpu-refcount.c", "v4.18")]
    internal async Routine ExitByHand()
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
            await SwitchPending.Until(static (value, _) => value != 0);
            if (Form.WaitsForReaders)
            {
                await _linux.RcuSched.Synchronize();
            }

            await SwitchPending.Store(0);
            await Form.SwitchToAtomic(this);
        }
    }

    [KernelFunction("percpu_ref_switch_to_atomic_rcu", "lib/percpu-refcount.c", "v4.18")]
    internal async Routine SwitchToAtomicByHand()
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
            Fail($"drops to {count}");
        }
    }

    /// <summary>The count is wrong.</summary>
    internal void Fail(string how) => _linux.Machine.Fail(KernelRules.CountsStayPositive, $"{Name} {how}");

    private static string FormatPointer(int value) => value == 0 ? "NULL" : "set";

    private static string FormatCount(int count) =>
        count > Bias / 2 ? $"bias{count - Bias:+0;-0;+0}"
        : count < -Bias / 2 ? $"{count + Bias}-bias"
        : $"{count}";

    private static string FormatFlags(int flags) =>
        (flags & (Atomic | Dead)) switch
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
public record PercpuRefForm
{
    /// <summary>What the count is in is allocated with the reference, and freed when that is exited.</summary>
    public virtual bool AllocatesData => false;

    /// <summary><see cref="PercpuRef.Init"/>.</summary>
    public virtual Routine Init(PercpuRef reference) => reference.InitByHand();

    /// <summary><see cref="PercpuRef.Get"/>.</summary>
    public virtual Routine Get(PercpuRef reference, int n) => reference.GetByHand(n);

    /// <summary><see cref="PercpuRef.TryGetLive"/>.</summary>
    public virtual Routine<bool> TryGetLive(PercpuRef reference) => reference.TryGetLiveByHand();

    /// <summary><see cref="PercpuRef.Put"/>.</summary>
    public virtual Routine Put(PercpuRef reference, int n) => reference.PutByHand(n);

    /// <summary><see cref="PercpuRef.Kill"/>.</summary>
    public virtual Routine Kill(PercpuRef reference) => reference.KillByHand();

    /// <summary><see cref="PercpuRef.Exit"/>.</summary>
    public virtual Routine Exit(PercpuRef reference) => reference.ExitByHand();

    /// <summary>The callback that a kill has queued, after its grace period.</summary>
    public virtual Routine SwitchToAtomic(PercpuRef reference) => reference.SwitchToAtomicByHand();

    /// <summary>The flags that a kill makes visible at once.</summary>
    public int PublishedByKill { get; init; } = PercpuRef.Atomic | PercpuRef.Dead;

    /// <summary>The flags, any of which tells a reader to leave the per-CPU counters alone
    /// (<c>__ref_is_percpu</c>).</summary>
    public int StopsPerCpuCounting { get; init; } = PercpuRef.Atomic | PercpuRef.Dead;

    /// <summary>The switch to atomic counting waits for all who may still be counting on their CPU.</summary>
    public bool WaitsForReaders { get; init; } = true;
}
