using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ReleasePages;

/// <summary>Drops one reference to each of several pages: the batched put of pagevecs and direct I/O
/// (mm/swap.c).</summary>
public abstract class ReleasePagesForm
{
    /// <summary><c>release_pages</c>.</summary>
    [KernelFunction("release_pages", "mm/swap.c", "v4.18")]
    public async Routine Release(Linux linux, ImmutableArray<Page> pages)
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
    private static async Routine Free(Linux linux, Page page) => await linux.Release.PutPage.PutLast(linux, page);
}
