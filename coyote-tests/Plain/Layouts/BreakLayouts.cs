using System.Threading.Tasks;
using PgmapCheck.Plain.Kernel;

namespace PgmapCheck.Plain.Layouts;

/// <summary>
/// <c>xfs_break_layouts</c> and its like: waits until nobody holds a page of a file, with faults shut out (fs/dax.c and
/// the file systems).
/// </summary>
/// <param name="mappings">The process's mappings of files.</param>
public sealed class BreakLayouts(Mappings mappings)
{
    /// <summary>v4.19: looks for another busy page although it did not have to sleep for the last one.</summary>
    public bool LooksAgain { get; init; } = true;

    /// <summary>v6.15: a page can be in use although nothing maps its file any more.</summary>
    public bool LooksAtUnmappedFiles { get; init; }

    /// <summary>v5.3: private copies stay mapped.</summary>
    public bool KeepsPrivateCopies { get; init; }

    /// <summary>Fuse up to v6.14: a range that ends at 0 is meant to be the whole file, and is its first
    /// page.</summary>
    public bool LooksAtFirstPageOnly { get; init; }

    /// <summary>In no kernel: who is woken looks at the file again, and a page that is only mapped keeps nobody
    /// asleep.</summary>
    public bool RescansWhenMapped { get; init; }

    /// <summary>Breaks the layouts; the caller holds the file's lock.</summary>
    public async Task Break(DaxFile file)
    {
        while (FindBusyPage(file) is { } index)
        {
            if (!await WaitUntilIdle(file, index) && !LooksAgain)
            {
                return;
            }
        }
    }

    // dax_layout_busy_page: unmaps the file, so that nobody can take new references, and looks for old ones.
    private int? FindBusyPage(DaxFile file)
    {
        if (!LooksAtUnmappedFiles && !file.IsMapped)
        {
            return null;
        }

        var count = LooksAtFirstPageOnly ? 1 : file.Pages.Count;
        for (var i = 0; i < Math.Min(count, file.PteCount); i++)
        {
            mappings.Zap(file, i, evenCopies: !KeepsPrivateCopies);
        }

        for (var i = 0; i < count; i++)
        {
            if (file.HasEntry(i) && IsBusy(file.Pages[i]))
            {
                return i;
            }
        }

        return null;
    }

    private bool IsBusy(Page page) =>
        mappings.Put.CountsMappings ? page.RefCount != page.MapCount : page.RefCount > IdleCount(page);

    // ___wait_var_event: queues, and only then looks whether the page is idle. True if it slept.
    private async Task<bool> WaitUntilIdle(DaxFile file, int index)
    {
        var page = file.Pages[index];
        var slept = false;
        while (!slept || !RescansWhenMapped)
        {
            var woken = page.PrepareToWait();
            if (page.RefCount == IdleCount(page) || (RescansWhenMapped && IsOnlyMapped(file, index)))
            {
                return slept;
            }

            slept = true;
            file.MmapLock.Release(); // so that those who hold pages can fault
            await Page.Sleep(woken);
            await file.MmapLock.WaitAsync();
        }

        return slept;
    }

    private static bool IsOnlyMapped(DaxFile file, int index) =>
        file.Read(index) is DaxFile.Pte.FilePage || file.Pages[index].RefCount == file.Pages[index].MapCount;

    private int IdleCount(Page page) => mappings.Put.IdleCount(page.Range.Type);
}
