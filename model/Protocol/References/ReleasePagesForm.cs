using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.References;

/// <summary>Drops one reference to each of several pages: the batched put of pagevecs and direct I/O
/// (mm/swap.c).</summary>
public abstract class ReleasePagesForm
{
    /// <summary><c>release_pages</c>.</summary>
    [KernelFunction("release_pages", "mm/swap.c", "v4.18")]
    public virtual async Routine Release(Linux linux, ImmutableArray<Page> pages)
    {
        for (var i = 0; i < pages.Length; i++)
        {
            if (!await PutDevicePage(linux, pages[i]) && await pages[i].SubReturn() == 0)
            {
                await Free(linux, pages[i]);
            }
        }
    }

    /// <summary>Puts a device page the device's way; false if the page is to be put the general way.</summary>
    protected abstract Routine<bool> PutDevicePage(Linux linux, Page page);

    // What is at 0 goes to the page allocator, except that a device page gives back its page map first.
    private static async Routine Free(Linux linux, Page page) => await linux.PutPage.PutLast(linux, page);
}

/// <summary>
/// v4.14 to v5.2 (df6ad69838fc): only public device pages are put the device's way, and the result of that is ignored.
/// </summary>
public class OnlyPublicPages : ReleasePagesForm
{
    /// <inheritdoc/>
    protected override async Routine<bool> PutDevicePage(Linux linux, Page page)
    {
        if (!linux.Config.ZoneDevice)
        {
            return false;
        }

        if (await page.ReadPgmap() is not { Type: MemoryType.Public }) // is_device_public_page
        {
            return false;
        }

        await linux.ManagedPut.PutDevmapManagedPage(linux, page, Linux.ReleasePagesSite);
        return true;
    }
}

/// <summary>v5.3 (c5d6c45e90c4): every device page is offered to the device's way, which says whether it took
/// it.</summary>
public class EveryDevicePage : ReleasePagesForm
{
    /// <inheritdoc/>
    protected override async Routine<bool> PutDevicePage(Linux linux, Page page)
    {
        if (!linux.Config.ZoneDevice)
        {
            return false;
        }

        return await page.ReadPgmap() is not null // is_zone_device_page
            && await linux.ManagedPut.PutDevmapManagedPage(linux, page, Linux.ReleasePagesSite);
    }
}
