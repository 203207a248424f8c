using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedKey;

/// <summary>v6.15 (38607c62b34b): no page is put in a special way, so there is nothing to switch.</summary>
public sealed class NoKey : ManagedKeyForm
{
    /// <inheritdoc/>
    public override bool Exists => false;

    /// <inheritdoc/>
    public override Routine GetOps(Linux linux) => Routine.Done;

    /// <inheritdoc/>
    public override Routine PutOps(Linux linux) => Routine.Done;

    /// <inheritdoc/>
    public override int EnabledFor(int users) => 0;

    /// <inheritdoc/>
    public override int DevmapEnableFor(int users) => 0;

    /// <inheritdoc/>
    protected override Routine Enable(Linux linux) => Routine.Done;

    /// <inheritdoc/>
    protected override Routine Disable(Linux linux) => Routine.Done;
}
