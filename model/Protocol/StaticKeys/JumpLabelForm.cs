using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.StaticKeys;

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

    /// <summary><c>static_key_slow_inc_cpuslocked</c>: the first user switches the key on.</summary>
    protected virtual async Routine SlowIncLocked(Linux linux, StaticKey key)
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

/// <summary>
/// v4.3 to v4.6 (706249c222f6): the count is 1 before the instructions are on, so the second user need not wait for
/// them.
/// </summary>
public class CountsBeforePatching : FetchAddUnless
{
    /// <inheritdoc/>
    [KernelFunction("static_key_slow_inc", "kernel/jump_label.c", "v4.6")]
    public override async Routine SlowInc(Linux linux, StaticKey key)
    {
        if (await key.Enabled.IncNotZero())
        {
            return;
        }

        await linux.JumpLabelMutex.Acquire();
        if (await key.Enabled.IncReturn() == 1)
        {
            await key.Patch(1);
        }

        await linux.JumpLabelMutex.Release();
    }
}

/// <summary>
/// Up to v5.0: <c>atomic_dec_and_mutex_lock</c>, and a warning that reads the count again, by when it may say -1 for
/// the next first user.
/// </summary>
public class DecAndMutexLock : JumpLabelForm
{
    /// <inheritdoc/>
    [KernelFunction("static_key_slow_dec", "kernel/jump_label.c", "v4.18")]
    public override async Routine SlowDec(Linux linux, StaticKey key)
    {
        if (!await key.Enabled.AddUnless(-1, 1))
        {
            await linux.JumpLabelMutex.Acquire();
            var isLast = await key.Enabled.DecReturn() == 0;
            if (isLast)
            {
                await key.Patch(0);
            }

            await linux.JumpLabelMutex.Release();
            if (isLast)
            {
                return;
            }
        }

        if (await key.Enabled.Read() < 0)
        {
            linux.Warn("static_key_slow_dec", $"{key.Name}.enabled is negative");
        }
    }
}

/// <summary>v5.1 to v6.10 (a1247d06d010): the warning looks at the value that the decrement itself saw.</summary>
public class FetchAddUnless : JumpLabelForm
{
    private static readonly Update s_decrementUnlessOne = static (int value, int _, out int old) =>
    {
        old = value;
        return value == 1 ? value : value - 1;
    };

    /// <inheritdoc/>
    [KernelFunction("static_key_slow_dec", "kernel/jump_label.c", "v5.1")]
    public override async Routine SlowDec(Linux linux, StaticKey key)
    {
        var old = await key.Enabled.Cell.Update(s_decrementUnlessOne, 0);
        if (old != 1)
        {
            if (old < 0)
            {
                linux.Warn("static_key_slow_dec", $"{key.Name}.enabled is {old}");
            }

            return;
        }

        await linux.JumpLabelMutex.Acquire();
        if (await key.Enabled.DecReturn() == 0)
        {
            await key.Patch(0);
        }

        await linux.JumpLabelMutex.Release();
    }
}
