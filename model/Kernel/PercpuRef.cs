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
        Released = new Completion(machine, $"{name} release", atomic: linux.Atomic);
        SwitchPending = machine.Cell(
            $"{name} switch callback",
            0,
            null,
            value => value == 0 ? "idle" : "queued",
            isDetail: true
        );
        Confirm = machine.Cell($"{name}->data->confirm_switch", 0, Data, FormatPointer, isDetail: true);
        SwitchLock = linux.Atomic.SpinLock("percpu_ref_switch_lock");
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

    /// <summary>Held while it is switched to another mode.</summary>
    internal Mutex SwitchLock { get; }

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

    /// <summary><c>percpu_ref_get</c>, <paramref name="n"/> times.</summary>
    public Routine Get(int n = 1) => Form.Get(this, n);

    /// <summary><c>percpu_ref_tryget_live</c>: fails once the reference is killed.</summary>
    public Routine<bool> TryGetLive() => Form.TryGetLive(this);

    /// <summary><c>percpu_ref_tryget</c>: fails only when no reference is left.</summary>
    public Routine<bool> TryGet() => Form.TryGet(this);

    /// <summary><c>percpu_ref_put_many</c>: the last one calls the release callback.</summary>
    public Routine Put(int n = 1) => Form.Put(this, n);

    /// <summary><c>percpu_ref_kill</c>: no new live references; starts the switch to atomic counting. Does not
    /// wait.</summary>
    public Routine Kill() => Form.Kill(this);

    /// <summary><c>percpu_ref_exit</c>: frees the per-CPU counters. The kernel tolerates a second exit; here it
    /// is reported, because each device has one.</summary>
    public Routine Exit() => Form.Exit(this);

    private PercpuRefForm Form => _linux.Code.PercpuReference;

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
