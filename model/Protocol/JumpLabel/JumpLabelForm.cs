using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.JumpLabel;

/// <summary>The part of the static key's code that has a history of its own (kernel/jump_label.c).</summary>
public abstract class JumpLabelForm
{
    private static readonly Update s_compareAndIncrement = static (int value, int expected, out int old) =>
    {
        old = value;
        return value == expected ? value + 1 : value;
    };

    /// <summary>
    /// <c>static_key_slow_inc</c>, v4.7 and later (4c5ea0a9cd02): one user more; -1 keeps others from returning before
    /// the instructions are on.
    /// </summary>
    [KernelFunction("static_key_slow_inc", "kernel/jump_label.c", "v4.18")]
    public virtual async Routine SlowInc(Linux linux, StaticKey key)
    {
        var enabled = await key.Enabled.Read();
        while (enabled > 0)
        {
            var old = await key.Enabled.Cell.Update(s_compareAndIncrement, enabled);
            if (old == enabled)
            {
                return;
            }

            enabled = old;
        }

        await SlowIncLocked(linux, key);
    }

    /// <summary><c>static_key_slow_dec</c>: one user less; the last one switches the key off.</summary>
    public abstract Routine SlowDec(Linux linux, StaticKey key);

    private static async Routine SlowIncLocked(Linux linux, StaticKey key)
    {
        await linux.JumpLabelMutex.Acquire();
        if (await key.Enabled.Read() == 0)
        {
            await key.Enabled.Set(-1);
            await key.Patch(1);
            await key.Enabled.Cell.Store(1, MemoryOrder.Release);
        }
        else
        {
            await key.Enabled.Inc();
        }

        await linux.JumpLabelMutex.Release();
    }
}
