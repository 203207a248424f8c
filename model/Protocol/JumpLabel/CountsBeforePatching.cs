using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.JumpLabel;

/// <summary>
/// v4.3 to v4.6 (706249c222f6): the count is 1 before the instructions are on, so the second user need not wait for
/// them.
/// </summary>
public sealed class CountsBeforePatching : FetchAddUnless
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
