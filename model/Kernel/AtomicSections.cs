using Interleave.Memory;
using Interleave.Programs;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// Where a thread must not sleep: with a spinlock held, and in a read-side section of RCU
/// (Documentation/locking/locktypes.rst, Documentation/RCU/checklist.rst). Nobody is interrupted more than others here;
/// this is about what the kernel would warn of with DEBUG_ATOMIC_SLEEP.
/// </summary>
public sealed class AtomicSections
{
    private readonly Machine _machine;
    private readonly Resource _reader;
    private readonly Registry<Mutex> _spinLocks;

    internal AtomicSections(Machine machine)
    {
        _machine = machine;
        _spinLocks = machine.Registry<Mutex>();
        _reader = machine.Ghost("read-side section of RCU");
    }

    /// <summary>Declares a spinlock.</summary>
    internal Mutex SpinLock(string name)
    {
        var spinLock = _machine.Mutex(name);
        _spinLocks.Add(spinLock);
        return spinLock;
    }

    /// <summary>Declares a lock that a thread sleeps for.</summary>
    internal Mutex SleepingLock(string name, Lifetime? lifetime = null)
    {
        var sleepingLock = _machine.Mutex(name, lifetime);
        sleepingLock.BeforeAcquire = () => MightSleep(sleepingLock.Name);
        return sleepingLock;
    }

    /// <summary>A read-side section begins with the next step: <c>rcu_read_lock</c>.</summary>
    internal void EnterSection() => _machine.Hold(_reader);

    /// <summary>It ends with the next step.</summary>
    internal void LeaveSection() => _machine.Hold(_reader, -1);

    /// <summary><c>might_sleep</c>: the next step may put the thread to sleep.</summary>
    /// <param name="what">What it is or waits for.</param>
    public void MightSleep(string what)
    {
        for (var i = 0; i < _spinLocks.Count; i++)
        {
            if (_machine.Holds(_spinLocks[i]))
            {
                _machine.Fail(KernelRules.NoSleepInAtomic, $"{what} may sleep, and {_spinLocks[i].Name} is held");
            }
        }

        if (_machine.Holds(_reader) > 0)
        {
            _machine.Fail(KernelRules.NoSleepInAtomic, $"{what} may sleep, in a read-side section of RCU");
        }
    }
}
