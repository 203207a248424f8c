using System.Threading;

namespace PgmapCheck.Plain;

/// <summary>
/// <c>devmap_managed_key</c>: a jump label that is on while some driver wants to hear of idle pages (mm/memremap.c).
/// </summary>
public abstract class ManagedKey
{
    private readonly object _jumpLabelMutex = new();
    private int _isOn;

    /// <summary><c>static_branch_unlikely</c>.</summary>
    public bool IsOn => Volatile.Read(ref _isOn) != 0;

    /// <summary><c>dev_pagemap_get_ops</c>.</summary>
    public abstract void GetOps();

    /// <summary><c>dev_pagemap_put_ops</c>.</summary>
    public abstract void PutOps();

    /// <summary><c>static_key_enable</c>, <c>static_key_disable</c>.</summary>
    protected void Switch(bool on)
    {
        lock (_jumpLabelMutex)
        {
            Volatile.Write(ref _isOn, on ? 1 : 0);
        }
    }

    /// <summary>v4.18: the first user switches the key on, the last one off. Counting and switching are two
    /// steps.</summary>
    public sealed class CountThenSwitch : ManagedKey
    {
        private int _devmapEnable;

        /// <inheritdoc/>
        public override void GetOps()
        {
            if (Interlocked.Increment(ref _devmapEnable) == 1)
            {
                Switch(true);
            }
        }

        /// <inheritdoc/>
        public override void PutOps()
        {
            if (Interlocked.Decrement(ref _devmapEnable) == 0)
            {
                Switch(false);
            }
        }
    }

    /// <summary>v5.10: <c>static_branch_inc</c> and <c>static_branch_dec</c> count and switch under one lock.</summary>
    public sealed class CountsUsers : ManagedKey
    {
        private readonly object _count = new();
        private int _users;

        /// <inheritdoc/>
        public override void GetOps() => Change(1);

        /// <inheritdoc/>
        public override void PutOps() => Change(-1);

        private void Change(int change)
        {
            lock (_count)
            {
                _users += change;
                Switch(_users > 0);
            }
        }
    }
}
