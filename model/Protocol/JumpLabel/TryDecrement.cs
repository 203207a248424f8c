using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.JumpLabel;

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
