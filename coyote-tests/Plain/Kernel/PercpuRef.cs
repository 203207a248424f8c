using System.Threading;
using System.Threading.Tasks;

namespace PgmapCheck.Plain.Kernel;

/// <summary>
/// <c>struct percpu_ref</c> (lib/percpu-refcount.c): counts on each CPU until it is killed, then in one place. Here the
/// counters of all CPUs are one; nobody looks at them before the grace period that a kill begins is over.
/// </summary>
public sealed class PercpuRef
{
    private const int Atomic = 1;
    private const int Dead = 2;
    private const int Bias = 1 << 20;

    private readonly Rcu _rcu;
    private readonly object _switchLock = new();
    private TaskCompletionSource _released = NewReleased();
    private int _flags = Atomic | Dead;
    private int _perCpu;
    private int _count;
    private bool _hasCounters;

    /// <summary>A reference that is not initialized yet.</summary>
    public PercpuRef(Rcu rcu) => _rcu = rcu;

    /// <summary>False if a kill changes nothing that readers look at. No kernel was so.</summary>
    public bool IsKillSeen { get; init; } = true;

    /// <summary>False if the switch to the common count does not wait for those who still count on their CPU. No kernel
    /// was so.</summary>
    public bool WaitsForReaders { get; init; } = true;

    /// <summary>True from <see cref="Init"/> to <see cref="Exit"/>.</summary>
    public bool IsInitialized => _hasCounters;

    /// <summary><c>percpu_ref_init</c>: one reference, which <see cref="Kill"/> drops.</summary>
    public void Init()
    {
        _hasCounters = true;
        _released = NewReleased();
        _perCpu = 0;
        _count = 1 + Bias;
        Volatile.Write(ref _flags, 0);
    }

    /// <summary><c>percpu_ref_get_many</c>.</summary>
    public void Get(int references = 1)
    {
        using var reader = _rcu.ReadLock();
        if (Volatile.Read(ref _flags) == 0)
        {
            AddPerCpu(references);
        }
        else
        {
            Interlocked.Add(ref _count, references);
        }
    }

    /// <summary><c>percpu_ref_tryget_live</c>: false once it is killed.</summary>
    public bool TryGetLive()
    {
        using var reader = _rcu.ReadLock();
        if (Volatile.Read(ref _flags) != 0)
        {
            return false; // this one is switched only by being killed
        }

        AddPerCpu(1);
        return true;
    }

    /// <summary><c>percpu_ref_put_many</c>.</summary>
    public void Put(int references = 1)
    {
        using var reader = _rcu.ReadLock();
        if (Volatile.Read(ref _flags) == 0)
        {
            AddPerCpu(-references);
        }
        else
        {
            PutAtomic(references);
        }
    }

    /// <summary><c>percpu_ref_kill</c>: no new live references. Does not wait for those that there are.</summary>
    public void Kill()
    {
        lock (_switchLock)
        {
            Bug.On((_flags & Dead) != 0, "percpu_ref_kill: killed more than once");
            if (IsKillSeen)
            {
                Volatile.Write(ref _flags, Atomic | Dead);
            }

            Interlocked.Increment(ref _count); // the callback's
            _ = Task.Run(SwitchToAtomic); // call_rcu
            PutAtomic(1);
        }
    }

    /// <summary>Waits for the release callback: the reference was killed, and all are dropped.</summary>
    public Task WaitForRelease() => _released.Task;

    /// <summary><c>percpu_ref_exit</c>: frees the counters.</summary>
    public void Exit()
    {
        Bug.On(!_hasCounters, "percpu_ref_exit: the counters are freed already");
        _hasCounters = false;
        Volatile.Write(ref _flags, Atomic | Dead);
    }

    // percpu_ref_switch_to_atomic_rcu
    private async Task SwitchToAtomic()
    {
        if (WaitsForReaders)
        {
            await _rcu.Synchronize();
        }

        var sum = Volatile.Read(ref _perCpu);
        Bug.On(Interlocked.Add(ref _count, sum - Bias) <= 0, "percpu_ref <= 0 after switching to atomic");
        PutAtomic(1);
    }

    private void AddPerCpu(int change)
    {
        Interlocked.Add(ref _perCpu, change);
        Bug.On(!_hasCounters, "per-CPU counters are used after percpu_ref_exit");
    }

    private void PutAtomic(int references)
    {
        var count = Interlocked.Add(ref _count, -references);
        Bug.On(count < 0, "a page map's reference count drops below zero");
        if (count == 0)
        {
            _released.TrySetResult();
        }
    }

    private static TaskCompletionSource NewReleased() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
