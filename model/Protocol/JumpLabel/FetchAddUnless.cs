using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.JumpLabel;

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
