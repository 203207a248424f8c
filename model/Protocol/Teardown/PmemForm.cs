using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Protocol.StaticKeys;

namespace PgmapCheck.Model.Protocol.Teardown;

/// <summary>
/// The persistent memory driver (drivers/nvdimm/pmem.c): does whatever <see cref="MemremapForm"/> of its release leaves
/// to drivers.
/// </summary>
public class PmemForm
{
    private const string ReleaseQueue = "pmem_release_queue";
    private const string ReleaseKey = "pmem_release_pgmap_ops";
    private const string Freeze = "pmem_freeze_queue";

    /// <summary>True if files of a device that goes are shut down.</summary>
    public virtual bool ShutsFilesDown => false;

    /// <summary>The device actions of a bound device, in the order of their registration: they run in
    /// reverse.</summary>
    public virtual ImmutableArray<DevmAction> Actions(Linux linux, PmemDevice pmem)
    {
        var memremap = linux.Memremap;
        var actions = ImmutableArray.CreateBuilder<DevmAction>();
        if (!memremap.Has(TeardownDuties.Wait))
        {
            actions.Add(new DevmAction(ReleaseQueue, () => CleanupQueue(pmem)));
        }

        if (DriverHoldsKey(linux, pmem))
        {
            actions.Add(new DevmAction(ReleaseKey, () => linux.ManagedKey.PutOps(linux)));
        }

        actions.AddRange(memremap.Actions(linux, pmem.Pgmap));
        if (!memremap.Has(TeardownDuties.Kill))
        {
            actions.Add(new DevmAction(Freeze, () => FreezeQueue(pmem)));
        }

        return actions.ToImmutable();
    }

    /// <summary>Binds the driver; if its probe fails, the driver core releases what it had registered.</summary>
    public async Routine<bool> Bind(Linux linux, PmemDevice pmem)
    {
        var isBound = await AttachDisk(linux, pmem);
        pmem.Device.NoteProbe(pmem.Pgmap, isBound);
        if (!isBound)
        {
            await Unbind(linux, pmem);
        }

        return isBound;
    }

    /// <summary>Unbinds it.</summary>
    public virtual async Routine Unbind(Linux linux, PmemDevice pmem)
    {
        await pmem.Device.ReleaseAll();
        await pmem.Pgmap.Memory.Free(); // devm_kzalloc came first, so it goes last
    }

    /// <summary><c>blk_freeze_queue_start</c>: the first freeze kills the queue's usage counter.</summary>
    [KernelFunction("blk_freeze_queue_start", "block/blk-mq.c", "v4.18")]
    public virtual async Routine FreezeQueue(PmemDevice pmem)
    {
        if (await pmem.FreezeDepth.Add(1) == 1)
        {
            await pmem.Pgmap.Ref.Kill();
        }
    }

    /// <summary><c>blk_cleanup_queue</c>: freezes, waits until nobody uses the queue, and exits its usage
    /// counter.</summary>
    [KernelFunction("blk_cleanup_queue", "block/blk-core.c", "v4.18")]
    public virtual async Routine CleanupQueue(PmemDevice pmem)
    {
        await FreezeQueue(pmem);
        await pmem.Pgmap.Ref.Released.Wait();
        await pmem.Pgmap.Ref.Exit();
    }

    /// <summary><c>pmem_attach_disk</c>.</summary>
    [KernelFunction("pmem_attach_disk", "drivers/nvdimm/pmem.c", "v4.18")]
    protected virtual async Routine<bool> AttachDisk(Linux linux, PmemDevice pmem)
    {
        var memremap = linux.Memremap;
        await pmem.Pgmap.Memory.Begin(); // devm_kzalloc
        if (!memremap.Owns(pmem.Pgmap))
        {
            await pmem.FreezeDepth.Store(0); // blk_alloc_queue
            await pmem.Pgmap.Ref.Init();
        }

        if (!memremap.Has(TeardownDuties.Wait) && !await pmem.Device.AddActionOrReset(ReleaseQueue))
        {
            return false;
        }

        if (DriverHoldsKey(linux, pmem) && !await SetupPagemapFsdax(linux, pmem))
        {
            return false;
        }

        var mapped = await memremap.Map(linux, pmem.Device, pmem.Pgmap);
        if (!memremap.Has(TeardownDuties.Kill) && !await pmem.Device.AddActionOrReset(Freeze))
        {
            return false;
        }

        return mapped;
    }

    /// <summary><c>setup_pagemap_fsdax</c>.</summary>
    [KernelFunction("setup_pagemap_fsdax", "drivers/nvdimm/pmem.c", "v4.18")]
    protected virtual async Routine<bool> SetupPagemapFsdax(Linux linux, PmemDevice pmem)
    {
        await linux.ManagedKey.GetOps(linux);
        return await pmem.Device.AddActionOrReset(ReleaseKey);
    }

    private static bool DriverHoldsKey(Linux linux, PmemDevice pmem) =>
        pmem.Pgmap.UsesKey && !linux.Memremap.Has(TeardownDuties.Key);
}

/// <summary>
/// v6.7 (patch "mm, pmem, xfs: Introduce MF_MEM_PRE_REMOVE for unbind"): the file system on the device hears of it
/// before the memory goes, lets no fault through any more, and unmaps its files. Only xfs listens; the model lets all
/// of them.
/// </summary>
public class NotifiesFileSystem : PmemForm
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

    /// <summary><c>xfs_dax_notify_failure</c>.</summary>
    [KernelFunction("xfs_dax_notify_failure", "fs/xfs/xfs_notify_failure.c", "v6.7")]
    protected virtual async Routine NotifyFailure(Linux linux, DaxFile file)
    {
        await file.MmapSem.Acquire();
        await file.IsShutDown.Store(1);
        await file.MmapSem.Release();
        for (var i = 0; i < file.Ptes.Length; i += file.PagesPerEntry)
        {
            await linux.Mappings.Zap(linux, file, i, evenCows: false);
        }
    }
}
