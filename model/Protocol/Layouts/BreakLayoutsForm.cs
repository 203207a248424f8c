using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.Layouts;

/// <summary>
/// Waits until nobody holds a page of a file, with new faults shut out (fs/xfs/xfs_file.c @ v4.18, fs/ext4/inode.c @
/// v4.19, fs/fuse/dax.c @ v5.10; since v6.15 fs/dax.c does it for all). Signals and leases are not modelled.
/// </summary>
public record BreakLayoutsForm
{
    /// <summary>v4.19 (e25ff835af89, b1f382178d15): looks for another busy page although the wait for the last one did
    /// not sleep.</summary>
    public bool LooksAgain { get; init; }

    /// <summary>v6.15 (7851bf649d42): fuse asks for the whole file. Before, a range that ends at 0 was taken to be
    /// that.</summary>
    public bool FuseCoversTheFile { get; init; }

    /// <summary>v6.15 (bde708f1a65d): once no page is busy, the entries of the range are deleted.</summary>
    public bool DeletesEntries { get; init; }

    /// <summary>
    /// In no kernel: whoever is woken looks at the file again, since mapping a page wakes who waits for it
    /// (docs/findings.md, REMAP-SLEEP).
    /// </summary>
    public bool RescansWhenMapped { get; init; }

    /// <summary>
    /// <c>xfs_break_layouts</c>, <c>ext4_break_layouts</c> or <c>fuse_dax_break_layouts</c>, for the indices from first
    /// to last; the caller holds the lock against faults.
    /// </summary>
    public virtual Routine Break(Linux linux, TaskStruct current, DaxFile file, int first, int last) =>
        file.FileSystem switch
        {
            FileSystem.Xfs => BreakXfs(linux, current, file, first, last),
            FileSystem.Ext4 => BreakExt4(linux, current, file, first, last),
            FileSystem.Ext2 => BreakRange(linux, current, file, first, last),
            _ => BreakFuse(linux, current, file, first, last),
        };

    /// <summary><c>dax_break_layout_final</c>: for the whole file, which nobody has open or mapped any more.</summary>
    [KernelFunction("dax_break_layout_final", "fs/dax.c", "v6.15")]
    public async Routine BreakFinal(Linux linux, TaskStruct current, DaxFile file)
    {
        await WaitForAll(linux, current, file, 0, file.Pages.Length - 1, isFinal: true);
        await linux.LayoutBusyPage.DeleteRange(linux, current, file, 0, file.Pages.Length - 1);
    }

    /// <summary><c>xfs_break_layouts</c>.</summary>
    [KernelFunction("xfs_break_layouts", "fs/xfs/xfs_file.c", "v4.18")]
    protected virtual async Routine BreakXfs(Linux linux, TaskStruct current, DaxFile file, int first, int last) =>
        await BreakRange(linux, current, file, first, last);

    /// <summary><c>ext4_break_layouts</c>.</summary>
    [KernelFunction("ext4_break_layouts", "fs/ext4/inode.c", "v4.19")]
    protected virtual async Routine BreakExt4(Linux linux, TaskStruct current, DaxFile file, int first, int last) =>
        await BreakRange(linux, current, file, first, last);

    /// <summary><c>fuse_dax_break_layouts</c>. Its callers always want the whole file.</summary>
    [KernelFunction("fuse_dax_break_layouts", "fs/fuse/dax.c", "v5.10")]
    protected virtual async Routine BreakFuse(Linux linux, TaskStruct current, DaxFile file, int first, int last) =>
        await BreakRange(linux, current, file, 0, FuseCoversTheFile ? file.Pages.Length - 1 : 0);

    /// <summary>Waits for the pages of a range, and from v6.15 on deletes its entries.</summary>
    protected virtual async Routine BreakRange(Linux linux, TaskStruct current, DaxFile file, int first, int last)
    {
        await WaitForAll(linux, current, file, first, last, isFinal: false);
        if (DeletesEntries)
        {
            await linux.LayoutBusyPage.DeleteRange(linux, current, file, first, last);
        }
    }

    /// <summary>Waits for one busy page after the other, until the scan finds none.</summary>
    protected virtual async Routine WaitForAll(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        int first,
        int last,
        bool isFinal
    )
    {
        while (await linux.LayoutBusyPage.Find(linux, current, file, first, last) is { } page)
        {
            if (!await WaitPageIdle(current, file, page, isFinal) && !LooksAgain)
            {
                return;
            }
        }
    }

    /// <summary>
    /// <c>___wait_var_event</c>: queues, and only then tests whether the page is idle. Returns whether it slept.
    /// </summary>
    [KernelFunction("___wait_var_event", "include/linux/wait_bit.h", "v4.18")]
    protected virtual async Routine<bool> WaitPageIdle(TaskStruct current, DaxFile file, Page page, bool isFinal)
    {
        var slept = false;
        await current.WaitKey.Store(page.Number, MemoryOrder.Plain);
        while (!slept || !RescansWhenMapped)
        {
            await page.WaitQueue.PrepareToWait(
                current,
                isFinal ? TaskStruct.Uninterruptible : TaskStruct.Interruptible
            );
            if (await page.RefCount.Read() == page.IdleCount || (RescansWhenMapped && await IsOnlyMapped(file, page)))
            {
                break;
            }

            slept = true;
            await (isFinal ? SleepLocked(current) : Sleep(current, file));
        }

        await page.WaitQueue.FinishWait(current);
        await current.WaitKey.Store(0, MemoryOrder.Plain);
        return slept;
    }

    /// <summary>Mapped by this file again, or held by nothing but mappings of others, which no put will end.</summary>
    protected virtual async Routine<bool> IsOnlyMapped(DaxFile file, Page page) =>
        await file.Maps(file.Pages.IndexOf(page)) || await page.RefCount.Read() == await page.MapCount.Load();

    /// <summary>Sleeps without the lock, so that those who hold pages can fault.</summary>
    protected Routine Sleep(TaskStruct current, DaxFile file) =>
        file.FileSystem switch
        {
            FileSystem.Xfs => WaitXfs(current, file),
            FileSystem.Ext4 => WaitExt4(current, file),
            FileSystem.Ext2 => SleepUnlocked(current, file),
            _ => WaitFuse(current, file),
        };

    /// <summary><c>xfs_wait_dax_page</c>.</summary>
    [KernelFunction("xfs_wait_dax_page", "fs/xfs/xfs_file.c", "v4.18")]
    protected virtual async Routine WaitXfs(TaskStruct current, DaxFile file) => await SleepUnlocked(current, file);

    /// <summary><c>ext4_wait_dax_page</c>.</summary>
    [KernelFunction("ext4_wait_dax_page", "fs/ext4/inode.c", "v4.19")]
    protected virtual async Routine WaitExt4(TaskStruct current, DaxFile file) => await SleepUnlocked(current, file);

    /// <summary><c>fuse_wait_dax_page</c>.</summary>
    [KernelFunction("fuse_wait_dax_page", "fs/fuse/dax.c", "v5.10")]
    protected virtual async Routine WaitFuse(TaskStruct current, DaxFile file) => await SleepUnlocked(current, file);

    /// <summary>Sleeps with the lock against faults held.</summary>
    protected virtual async Routine SleepLocked(TaskStruct current) => await current.Schedule();

    /// <summary>Sleeps without the lock against faults.</summary>
    protected virtual async Routine SleepUnlocked(TaskStruct current, DaxFile file)
    {
        await file.MmapSem.Release();
        await current.Schedule();
        await file.MmapSem.Acquire();
    }
}
