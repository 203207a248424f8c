using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.Truncate;

/// <summary>Truncates a file to nothing: its blocks go to whoever asks next (fs/xfs/xfs_iops.c, fs/ext4/inode.c).</summary>
public class TruncateForm
{
    /// <summary>The truncating part of <c>xfs_setattr_size</c> or <c>ext4_setattr</c>.</summary>
    public Routine Truncate(Linux linux, TaskStruct current, DaxFile file) =>
        file.FileSystem == FileSystem.Xfs ? TruncateXfs(linux, current, file) : TruncateExt4(linux, current, file);

    /// <summary>Breaks the layouts, removes the entries, and gives the blocks away, with faults shut out.</summary>
    protected virtual async Routine FreeBlocks(Linux linux, TaskStruct current, DaxFile file)
    {
        await file.MmapSem.Acquire();
        await linux.Release.BreakLayouts.Break(linux, current, file);
        for (var i = 0; i < file.Pages.Length; i++)
        {
            await DeleteEntry(file, i);
            await file.Blocks[i].Store(1);
        }

        await file.MmapSem.Release();
    }

    [KernelFunction("xfs_setattr_size", "fs/xfs/xfs_iops.c", "v4.18")]
    private async Routine TruncateXfs(Linux linux, TaskStruct current, DaxFile file) =>
        await FreeBlocks(linux, current, file);

    [KernelFunction("ext4_setattr", "fs/ext4/inode.c", "v4.19")]
    private async Routine TruncateExt4(Linux linux, TaskStruct current, DaxFile file) =>
        await FreeBlocks(linux, current, file);

    [KernelFunction("dax_delete_mapping_entry", "fs/dax.c", "v4.18")]
    private static async Routine DeleteEntry(DaxFile file, int index)
    {
        await file.PagesLock.Acquire();
        await file.Entries[index].Store(0);
        await file.PagesLock.Release();
    }
}
