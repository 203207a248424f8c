using PgmapCheck.Plain.Kernel;

namespace PgmapCheck.Plain.Puts;

/// <summary><c>release_pages</c>: drops a reference to each of several pages (mm/swap.c).</summary>
/// <param name="put">The put of one page.</param>
/// <param name="looksAtEveryDevicePage">False up to v5.2: only public memory, which pmem and HMM's private memory are
/// not, is put the device's way; true since v5.3.</param>
public sealed class ReleasePages(PutPage put, bool looksAtEveryDevicePage)
{
    /// <summary><c>release_pages</c>.</summary>
    public void Release(IReadOnlyList<Page> pages)
    {
        for (var i = 0; i < pages.Count; i++)
        {
            if (!(looksAtEveryDevicePage && put.PutDevmapManagedPage(pages[i])))
            {
                put.PutFolio(pages[i]);
            }
        }
    }
}
