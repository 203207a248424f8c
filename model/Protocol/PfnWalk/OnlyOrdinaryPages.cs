using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PfnWalk;

/// <summary>v4.19 (6100e34b2526): device pages are looked at through their page map alone, and private ones not at
/// all.</summary>
public sealed class OnlyOrdinaryPages : PfnWalkForm
{
    /// <inheritdoc/>
    [KernelFunction("memory_failure", "mm/memory-failure.c", "v4.19")]
    public override async Routine Look(Linux linux, Page page)
    {
        await page.ReadOwner(); // pfn_to_online_page
        if (page.Pgmap is null)
        {
            await new AnyPage().Look(linux, page);
        }
    }
}
