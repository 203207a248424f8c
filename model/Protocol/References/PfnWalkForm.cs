using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.References;

/// <summary>Somebody who comes to a page by its frame number and holds it while he looks, as <c>memory_failure</c>
/// does.</summary>
public abstract class PfnWalkForm
{
    /// <summary>Looks at the page, if he can get it.</summary>
    public abstract Routine Look(Linux linux, Page page);
}

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
        await linux.PutPage.Put(linux, page);
    }
}

/// <summary>v4.19 (6100e34b2526): device pages are looked at through their page map alone, and private ones not at
/// all.</summary>
public sealed class OnlyOrdinaryPages : PfnWalkForm
{
    /// <inheritdoc/>
    [KernelFunction("memory_failure", "mm/memory-failure.c", "v4.19")]
    public override async Routine Look(Linux linux, Page page)
    {
        if (await page.ReadPgmap() is null) // pfn_to_online_page
        {
            await new AnyPage().Look(linux, page);
        }
    }
}
