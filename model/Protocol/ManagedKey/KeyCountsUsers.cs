using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedKey;

/// <summary>v5.10 (433e7d317754): the key's own count is the number of users, by static_branch_inc and
/// static_branch_dec.</summary>
public sealed class KeyCountsUsers : ManagedKeyForm
{
    /// <inheritdoc/>
    public override int EnabledFor(int users) => users;

    /// <inheritdoc/>
    public override int DevmapEnableFor(int users) => 0;

    /// <inheritdoc/>
    protected override Routine Enable(Linux linux) => linux.DevmapManagedKey.SlowInc();

    /// <inheritdoc/>
    protected override Routine Disable(Linux linux) => linux.DevmapManagedKey.SlowDec();
}
