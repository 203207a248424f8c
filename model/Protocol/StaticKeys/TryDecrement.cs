using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.StaticKeys;

/// <summary>
/// v6.11 (83ab38ef0a0b): without the lock a count is taken down to 1 and no further. The last step is a
/// compare-exchange under the lock; if that fails, the way without lock is tried again.
/// </summary>
public class TryDecrement : JumpLabelForm
{
    private static readonly Update s_compareAndDecrement = static (int value, int expected, out int old) =>
    {
        old = value;
        return value == expected ? value - 1 : value;
    };

    /// <inheritdoc/>
    [KernelFunction("static_key_slow_dec", "kernel/jump_label.c", "v6.11")]
    public override async Routine SlowDec(Linux linux, StaticKey key)
    {
        if (!await Try(linux, key))
        {
            await linux.JumpLabelMutex.Acquire();
            await DecrementLocked(linux, key);
            await linux.JumpLabelMutex.Release();
        }
    }

    /// <summary>What happens under jump_label_mutex.</summary>
    protected virtual async Routine DecrementLocked(Linux linux, StaticKey key)
    {
        if (await key.Enabled.Cell.CompareExchange(1, 0))
        {
            await key.Patch(0);
        }
        else if (!await Try(linux, key))
        {
            linux.Warn("static_key_slow_dec", $"{key.Name} keeps a user that has left");
        }
    }

    /// <summary><c>static_key_slow_try_dec</c>: one user less, unless it may be the last.</summary>
    [KernelFunction("static_key_slow_try_dec", "kernel/jump_label.c", "v6.11")]
    protected async Routine<bool> Try(Linux linux, StaticKey key)
    {
        var enabled = await key.Enabled.Read();
        while (true)
        {
            if (enabled < 0)
            {
                linux.Warn("static_key_slow_try_dec", $"{key.Name}.enabled is {enabled}");
            }

            if (enabled <= 1)
            {
                return await Refuse(linux, key, enabled);
            }

            var old = await key.Enabled.Cell.Update(s_compareAndDecrement, enabled);
            if (old == enabled)
            {
                return true;
            }

            enabled = old;
        }
    }

    /// <summary>What to answer for a count that is not taken down here.</summary>
    protected virtual Routine<bool> Refuse(Linux linux, StaticKey key, int enabled) => Routine<bool>.Of(false);
}

/// <summary>v6.12 (1d7f856c2ca4): under the lock the count is taken down whatever it is, and 0 is refused with a
/// warning.</summary>
public class DecrementUnderLock : TryDecrement
{
    /// <inheritdoc/>
    [KernelFunction("__static_key_slow_dec_cpuslocked", "kernel/jump_label.c", "v6.12")]
    protected override async Routine DecrementLocked(Linux linux, StaticKey key)
    {
        var enabled = await key.Enabled.Read();
        if (enabled is -1 or 0)
        {
            linux.Warn("static_key_slow_dec", $"{key.Name}.enabled is {enabled} under jump_label_mutex");
            return;
        }

        if (await key.Enabled.DecReturn() == 0)
        {
            await key.Patch(0);
        }
    }

    /// <inheritdoc/>
    protected override Routine<bool> Refuse(Linux linux, StaticKey key, int enabled)
    {
        if (enabled == 0)
        {
            linux.Warn("static_key_slow_try_dec", $"{key.Name} has no user to leave");
        }

        return Routine<bool>.Of(enabled == 0); // lies about success, so as not to make things worse
    }
}
