using System.Threading.Tasks;
using PgmapCheck.Plain.Kernel;

namespace PgmapCheck.Plain.Layouts;

/// <summary>Takes the pages out of a file: its blocks go to whoever asks next (fs/xfs/xfs_iops.c,
/// mm/truncate.c).</summary>
/// <param name="layouts">What waits for pages in use.</param>
public sealed class Truncate(BreakLayouts layouts)
{
    /// <summary>False for ext2: it does not break layouts.</summary>
    public bool BreaksLayouts { get; init; } = true;

    /// <summary>v6.15: waits for pages in use before an inode goes.</summary>
    public bool WaitsOnEvict { get; init; }

    /// <summary><c>xfs_setattr_size</c> to nothing.</summary>
    public async Task Run(DaxFile file)
    {
        await file.MmapLock.WaitAsync();
        if (BreaksLayouts)
        {
            await layouts.Break(file);
        }

        DeleteEntries(file);
        foreach (var page in file.Pages)
        {
            page.FreeBlock();
        }

        file.MmapLock.Release();
    }

    /// <summary><c>evict</c>: the inode goes and the file stays. Nobody has it open or mapped.</summary>
    public async Task Evict(DaxFile file)
    {
        if (WaitsOnEvict)
        {
            await file.MmapLock.WaitAsync(); // there is none to shut out: the wait gives it back
            await layouts.Break(file);
            file.MmapLock.Release();
        }

        DeleteEntries(file);
    }

    // truncate_inode_pages_range
    private static void DeleteEntries(DaxFile file)
    {
        for (var i = 0; i < file.Pages.Count; i++)
        {
            file.DeleteEntry(i);
        }
    }
}
