using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;

namespace PgmapCheck.Model.Protocol.Layouts;

/// <summary>Takes pages out of a file: its blocks go to whoever asks next (fs/xfs/xfs_iops.c, fs/ext4/inode.c,
/// mm/truncate.c).</summary>
public record TruncateForm
{
    /// <summary>v6.15 (bde708f1a65d): breaking layouts deletes entries, so the page cache warns of those that it still
    /// finds.</summary>
    public bool ExpectsNoEntries { get; init; }

    /// <summary>v6.15 (0e2f80afcfa6): xfs and ext4 wait for pages in use before an inode goes.</summary>
    public bool WaitsOnEvict { get; init; }

    /// <summary>v6.17 (befd9a71d859): so does fuse.</summary>
    public bool FuseWaitsOnEvict { get; init; }

    /// <summary>In no kernel: ext2 breaks layouts like the others (docs/findings.md, LAYOUT-KEEP).</summary>
    public bool Ext2BreaksLayouts { get; init; }

    /// <summary>The truncating part of <c>xfs_setattr_size</c>, <c>ext4_setattr</c>, <c>ext2_setsize</c> or
    /// <c>fuse_do_setattr</c>: to nothing.</summary>
    public Routine Truncate(Linux linux, TaskStruct current, DaxFile file) =>
        file.FileSystem switch
        {
            FileSystem.Xfs => TruncateXfs(linux, current, file),
            FileSystem.Ext4 => TruncateExt4(linux, current, file),
            FileSystem.Ext2 => TruncateExt2(linux, current, file),
            _ => TruncateFuse(linux, current, file),
        };

    /// <summary><c>xfs_free_file_space</c> and its like: takes the blocks of some indices away.</summary>
    public async Routine PunchHole(Linux linux, TaskStruct current, DaxFile file, int first, int last) =>
        await FreeBlocks(linux, current, file, first, last);

    /// <summary>
    /// <c>evict</c>: the inode goes, since nobody has the file open or mapped; the file stays, with its blocks. No lock
    /// is held against faults.
    /// </summary>
    [KernelFunction("evict", "fs/inode.c", "v4.18")]
    public async Routine Evict(Linux linux, TaskStruct current, DaxFile file)
    {
        if (file.FileSystem == FileSystem.Fuse ? FuseWaitsOnEvict : WaitsOnEvict)
        {
            await linux.BreakLayouts.BreakFinal(linux, current, file);
        }

        await TruncatePages(linux, current, file, 0, file.Pages.Length - 1);
    }

    /// <summary>Breaks the layouts, removes the entries, and gives the blocks away, with faults shut out.</summary>
    protected virtual async Routine FreeBlocks(Linux linux, TaskStruct current, DaxFile file, int first, int last)
    {
        await file.MmapSem.Acquire();
        if (file.FileSystem != FileSystem.Ext2 || Ext2BreaksLayouts)
        {
            // Whatever is to be freed, the callers of break_layouts say nothing of it: it is the whole file.
            await linux.BreakLayouts.Break(linux, current, file, 0, file.Pages.Length - 1);
        }

        await TruncatePages(linux, current, file, first, last);
        for (var i = first; i <= last; i++)
        {
            await file.Blocks[i].Store(DaxFile.Freed);
        }

        await file.MmapSem.Release();
    }

    /// <summary>
    /// <c>truncate_inode_pages_range</c>: deletes the entries that it finds.
    /// </summary>
    [KernelFunction("truncate_inode_pages_range", "mm/truncate.c", "v4.18")]
    protected virtual async Routine TruncatePages(Linux linux, TaskStruct current, DaxFile file, int first, int last)
    {
        for (var i = file.HeadOf(first); i <= last; i += file.PagesPerEntry)
        {
            if (await file.Entries[i].Load() == 0)
            {
                continue;
            }

            if (ExpectsNoEntries)
            {
                linux.Warn(
                    "truncate_folio_batch_exceptionals",
                    $"{file.Entries[i].Name} of {file.Name} is still there"
                );
            }

            await linux.DaxEntries.Delete(linux, current, file, i);
        }
    }

    /// <summary><c>xfs_setattr_size</c>.</summary>
    [KernelFunction("xfs_setattr_size", "fs/xfs/xfs_iops.c", "v4.18")]
    protected virtual async Routine TruncateXfs(Linux linux, TaskStruct current, DaxFile file) =>
        await FreeBlocks(linux, current, file, 0, file.Pages.Length - 1);

    /// <summary><c>ext4_setattr</c>.</summary>
    [KernelFunction("ext4_setattr", "fs/ext4/inode.c", "v4.19")]
    protected virtual async Routine TruncateExt4(Linux linux, TaskStruct current, DaxFile file) =>
        await FreeBlocks(linux, current, file, 0, file.Pages.Length - 1);

    /// <summary><c>ext2_setsize</c>.</summary>
    [KernelFunction("ext2_setsize", "fs/ext2/inode.c", "v4.18")]
    protected virtual async Routine TruncateExt2(Linux linux, TaskStruct current, DaxFile file) =>
        await FreeBlocks(linux, current, file, 0, file.Pages.Length - 1);

    /// <summary><c>fuse_do_setattr</c>.</summary>
    [KernelFunction("fuse_do_setattr", "fs/fuse/dir.c", "v5.10")]
    protected virtual async Routine TruncateFuse(Linux linux, TaskStruct current, DaxFile file) =>
        await FreeBlocks(linux, current, file, 0, file.Pages.Length - 1);
}
