using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.JumpLabel;

/// <summary>
/// Up to v5.0: <c>atomic_dec_and_mutex_lock</c>, and a warning that reads the count again, by when it may say -1 for
/// the next first user.
/// </summary>
public sealed class DecAndMutexLock : JumpLabelForm
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
