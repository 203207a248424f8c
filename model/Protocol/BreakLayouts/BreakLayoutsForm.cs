using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.BreakLayouts;

/// <summary>
/// Waits until nobody holds a page of a file, with new faults shut out (fs/xfs/xfs_file.c @ v4.18, fs/ext4/inode.c @
/// v4.19). Signals and leases are not modelled.
/// </summary>
public abstract class BreakLayoutsForm
{
    /// <summary><c>xfs_break_layouts</c> or <c>ext4_break_layouts</c>; the caller holds the lock against faults.</summary>
    public Routine Break(Linux linux, TaskStruct current, DaxFile file) =>
        file.FileSystem == FileSystem.Xfs ? BreakXfs(linux, current, file) : BreakExt4(linux, current, file);

    /// <summary>Whether to look for another busy page after one that was waited for.</summary>
    /// <param name="slept">Whether the wait let go of the lock.</param>
    protected abstract bool LooksAgain(bool slept);

    [KernelFunction("xfs_break_layouts", "fs/xfs/xfs_file.c", "v4.18")]
    private async Routine BreakXfs(Linux linux, TaskStruct current, DaxFile file) => await Loop(linux, current, file);

    [KernelFunction("ext4_break_layouts", "fs/ext4/inode.c", "v4.19")]
    private async Routine BreakExt4(Linux linux, TaskStruct current, DaxFile file) => await Loop(linux, current, file);

    private async Routine Loop(Linux linux, TaskStruct current, DaxFile file)
    {
        while (await linux.Release.LayoutBusyPage.Find(linux, file) is { } page)
        {
            if (!LooksAgain(await WaitPageIdle(current, file, page)))
            {
                return;
            }
        }
    }

    /// <summary>
    /// <c>___wait_var_event</c>: queues, and only then tests whether <c>_refcount</c> is 1. Returns whether it slept.
    /// </summary>
    [KernelFunction("___wait_var_event", "include/linux/wait_bit.h", "v4.18")]
    protected virtual async Routine<bool> WaitPageIdle(TaskStruct current, DaxFile file, Page page)
    {
        var slept = false;
        await current.WaitKey.Store(page.Number, Interleave.Memory.MemoryOrder.Plain);
        while (true)
        {
            await page.WaitQueue.PrepareToWait(current);
            if (await page.RefCount.Read() == page.IdleCount)
            {
                break;
            }

            slept = true;
            await (file.FileSystem == FileSystem.Xfs ? WaitXfs(current, file) : WaitExt4(current, file));
        }

        await page.WaitQueue.FinishWait(current);
        await current.WaitKey.Store(0, Interleave.Memory.MemoryOrder.Plain);
        return slept;
    }

    /// <summary><c>xfs_wait_dax_page</c>: sleeps without the lock, so that those who hold pages can fault.</summary>
    [KernelFunction("xfs_wait_dax_page", "fs/xfs/xfs_file.c", "v4.18")]
    protected virtual async Routine WaitXfs(TaskStruct current, DaxFile file) => await SleepUnlocked(current, file);

    [KernelFunction("ext4_wait_dax_page", "fs/ext4/inode.c", "v4.19")]
    private static async Routine WaitExt4(TaskStruct current, DaxFile file) => await SleepUnlocked(current, file);

    private static async Routine SleepUnlocked(TaskStruct current, DaxFile file)
    {
        await file.MmapSem.Release();
        await current.Schedule();
        await file.MmapSem.Acquire();
    }
}
