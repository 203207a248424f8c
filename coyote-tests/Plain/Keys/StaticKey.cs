using System.Threading;

namespace PgmapCheck.Plain.Keys;

/// <summary>
/// <c>struct static_key</c>: instructions that are patched while they run, and a count of those who want them on
/// (kernel/jump_label.c). How the last user leaves has a history of its own.
/// </summary>
public abstract class StaticKey
{
    private int _isPatched;
    private int _enabled;

    /// <summary><c>static_branch_unlikely</c>: what the instructions do now.</summary>
    public bool IsOn => Volatile.Read(ref _isPatched) != 0;

    /// <summary>The count: how many want it on; -1 while the first of them patches.</summary>
    public int Enabled => Volatile.Read(ref _enabled);

    /// <summary>How often the kernel has warned.</summary>
    public int Warnings { get; private set; }

    /// <summary><c>jump_label_mutex</c>.</summary>
    protected object JumpLabelMutex { get; } = new();

    /// <summary><c>static_key_enable</c>.</summary>
    public void Enable()
    {
        lock (JumpLabelMutex)
        {
            if (Enabled == 0)
            {
                Set(-1);
                Patch(true);
                Set(1);
            }
        }
    }

    /// <summary><c>static_key_disable</c>.</summary>
    public void Disable()
    {
        lock (JumpLabelMutex)
        {
            if (CompareExchange(1, 0))
            {
                Patch(false);
            }
        }
    }

    /// <summary><c>static_key_slow_inc</c>, v4.7 and later: while the count is -1 others come to the lock.</summary>
    public virtual void SlowInc()
    {
        for (var count = Enabled; count > 0; count = Enabled)
        {
            if (CompareExchange(count, count + 1))
            {
                return;
            }
        }

        lock (JumpLabelMutex)
        {
            if (Enabled == 0)
            {
                Set(-1);
                Patch(true);
                Set(1);
            }
            else
            {
                Add(1);
            }
        }
    }

    /// <summary><c>static_key_slow_dec</c>.</summary>
    public abstract void SlowDec();

    /// <summary><c>arch_jump_label_transform</c>.</summary>
    protected void Patch(bool isOn) => Volatile.Write(ref _isPatched, isOn ? 1 : 0);

    /// <summary><c>atomic_set</c> of the count.</summary>
    protected void Set(int count) => Volatile.Write(ref _enabled, count);

    /// <summary><c>atomic_add_return</c> of the count.</summary>
    protected int Add(int change) => Interlocked.Add(ref _enabled, change);

    /// <summary><c>atomic_cmpxchg</c> of the count; true if it was as expected.</summary>
    protected bool CompareExchange(int expected, int count) =>
        Interlocked.CompareExchange(ref _enabled, count, expected) == expected;

    /// <summary><c>WARN</c>.</summary>
    protected void Warn() => Warnings++;
}
