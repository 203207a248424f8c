using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.Pmem;

/// <summary>
/// v6.7 (patch "mm, pmem, xfs: Introduce MF_MEM_PRE_REMOVE for unbind"): the file system on the device hears of it
/// before the memory goes, lets no fault through any more, and unmaps its files. Only xfs listens; the model lets all
/// of them.
/// </summary>
public sealed class NotifiesFileSystem : PmemForm
{
    /// <inheritdoc/>
    public override bool ShutsFilesDown => true;

    /// <inheritdoc/>
    public override async Routine Unbind(Linux linux, PmemDevice pmem)
    {
        for (var i = 0; i < linux.Files.Count; i++)
        {
            if (linux.Files[i].Pages[0].Pgmap == pmem.Pgmap)
            {
                await NotifyFailure(linux, linux.Files[i]);
            }
        }

        await base.Unbind(linux, pmem);
    }

    [KernelFunction("xfs_dax_notify_failure", "fs/xfs/xfs_notify_failure.c", "v6.7")]
    private static async Routine NotifyFailure(Linux linux, DaxFile file)
    {
        await file.MmapSem.Acquire();
        await file.IsShutDown.Store(1);
        await file.MmapSem.Release();
        for (var i = 0; i < file.Ptes.Length; i += file.PagesPerEntry)
        {
            await linux.Release.Mappings.Zap(linux, file, i, evenCows: false);
        }
    }
}
