using PgmapCheck.Plain.Kernel;

namespace PgmapCheck.Plain.Puts;

/// <summary>In a version of v6.15's series: a page map without callbacks is taken for a mistake first.</summary>
public sealed class WakesOnlyWithOps : WakesAtZero
{
    /// <inheritdoc/>
    public override void PutLast(Page page)
    {
        if (!page.Pgmap.LacksPageFree)
        {
            base.PutLast(page);
        }
    }
}
