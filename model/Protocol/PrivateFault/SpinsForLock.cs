using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PrivateFault;

/// <summary>v6.15 to v6.19: it tries again at once.</summary>
public sealed class SpinsForLock : LocksPage
{
    /// <inheritdoc/>
    protected override Routine WaitForLock(Page page) => Routine.Done;
}
