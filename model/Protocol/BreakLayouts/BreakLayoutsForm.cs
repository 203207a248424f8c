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

    // ___wait_var_event(&page->_refcount, atomic_read(&page->_refcount) == 1, ..., unlock, schedule, lock)
    [KernelFunction("___wait_var_event", "include/linux/wait_bit.h", "v4.18")]
    private static async Routine<bool> WaitPageIdle(TaskStruct current, DaxFile file, Page page)
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
            await WaitDaxPage(current, file);
        }

        await page.WaitQueue.FinishWait(current);
        await current.WaitKey.Store(0, Interleave.Memory.MemoryOrder.Plain);
        return slept;
    }

    [KernelFunction("xfs_wait_dax_page", "fs/xfs/xfs_file.c", "v4.18")]
    private static async Routine WaitDaxPage(TaskStruct current, DaxFile file)
    {
        await file.MmapSem.Release();
        await current.Schedule();
        await file.MmapSem.Acquire();
    }
}
