using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.JumpLabel;

/// <summary>v6.12 (1d7f856c2ca4): under the lock the count is taken down whatever it is, and 0 is refused with a
/// warning.</summary>
public sealed class DecrementUnderLock : TryDecrement
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
