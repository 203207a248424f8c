using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PfnWalk;

/// <summary>
/// Takes every page whose count is not 0: <c>memory_failure</c> up to v4.18. Later walkers leave device pages alone;
/// the form is the same in all releases, because what a release's way of counting allows is a question of its own.
/// </summary>
public sealed class AnyPage : PfnWalkForm
{
    /// <inheritdoc/>
    [KernelFunction("get_hwpoison_page", "mm/memory-failure.c", "v4.18")]
    public override async Routine Look(Linux linux, Page page)
    {
        if (!await page.RefCount.IncNotZero())
        {
            return;
        }

        linux.Machine.Hold(page.Glance);
        await linux.Machine.Pass($"looks at {page.Name}");
        linux.Machine.Drop(page.Glance);
        await linux.Release.PutPage.Put(linux, page);
    }
}
