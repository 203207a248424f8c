using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedKey;

/// <summary>
/// v4.18 to v5.9 (e76384884344): users are counted in <c>devmap_enable</c>, and who counts the first or the last
/// switches the key. Counting and switching are two steps.
/// </summary>
public sealed class CountThenSwitch : ManagedKeyForm
{
    /// <inheritdoc/>
    public override int EnabledFor(int users) => users > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override int DevmapEnableFor(int users) => users;

    /// <inheritdoc/>
    protected override async Routine Enable(Linux linux)
    {
        if (await linux.DevmapEnable.IncReturn() == 1)
        {
            await linux.DevmapManagedKey.Enable();
        }
    }

    /// <inheritdoc/>
    protected override async Routine Disable(Linux linux)
    {
        if (await linux.DevmapEnable.DecReturn() == 0)
        {
            await linux.DevmapManagedKey.Disable();
        }
    }
}
