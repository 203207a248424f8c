using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedKey;

/// <summary>
/// v4.14 to v4.17 (5042db43cc26): <c>device_private_key</c> is switched on when the first device memory is added, and
/// stays on.
/// </summary>
public sealed class EnabledForGood : ManagedKeyForm
{
    /// <inheritdoc/>
    public override string KeyName => "device_private_key";

    /// <inheritdoc/>
    public override bool IsNeverOff => true;

    /// <inheritdoc/>
    [KernelFunction("static_branch_enable", "include/linux/jump_label.h", "v4.14")]
    public override async Routine GetOps(Linux linux) => await base.GetOps(linux);

    /// <inheritdoc/>
    public override Routine PutOps(Linux linux) => Routine.Done;

    /// <inheritdoc/>
    public override int EnabledFor(int users) => users > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override int DevmapEnableFor(int users) => 0;

    /// <inheritdoc/>
    protected override Routine Enable(Linux linux) => linux.DevmapManagedKey.Enable();

    /// <inheritdoc/>
    protected override Routine Disable(Linux linux) => Routine.Done;
}
