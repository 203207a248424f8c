using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>How the slow path takes a page that it has found under the page table lock.</summary>
public abstract class PageGrab
{
    /// <summary>True if a page whose count is about to overflow is refused.</summary>
    public virtual bool CanRefuse => true;

    /// <summary>Takes references; false if the page is not to be had.</summary>
    public abstract Routine<bool> Take(Linux linux, Page page, int references);
}
