using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PfnWalk;

/// <summary>Somebody who comes to a page by its frame number and holds it while he looks, as <c>memory_failure</c>
/// does.</summary>
public abstract class PfnWalkForm
{
    /// <summary>Looks at the page, if he can get it.</summary>
    public abstract Routine Look(Linux linux, Page page);
}
