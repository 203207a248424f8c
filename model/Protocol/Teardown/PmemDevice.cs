using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.Teardown;

/// <summary>
/// A persistent memory device: FS_DAX under a block device (drivers/nvdimm/pmem.c), or raw under device-dax
/// (drivers/dax/pmem.c), whose teardown has the same shape.
/// </summary>
public sealed class PmemDevice : IPagemapOps
{
    private readonly Linux _linux;

    /// <summary>Declares a device.</summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="name">What traces call it.</param>
    /// <param name="type">FS_DAX, or unmanaged for device-dax.</param>
    /// <param name="start">Whether it is bound already, and its pages.</param>
    /// <param name="canFail">True if allocations and registrations may fail.</param>
    public PmemDevice(Linux linux, string name, MemoryType type, PgmapStart start, bool canFail = false)
    {
        _linux = linux;
        Name = name;
        Pgmap = linux.Pgmaps.Add(new Pgmap(linux, name, type, this, start with { CountsPages = true }));
        linux.Memremap.DeclareReference(linux, Pgmap, start.IsMapped);
        FreezeDepth = linux.Machine.Cell($"{name} mq_freeze_depth");
        Device = linux.Devices.Add(new Device(linux, name, linux.Pmem.Actions(linux, this), start.IsMapped, canFail));
    }

    /// <summary>What traces call it.</summary>
    public string Name { get; }

    /// <summary>Its page map.</summary>
    public Pgmap Pgmap { get; }

    /// <summary>Its managed resources.</summary>
    public Device Device { get; }

    /// <summary>How often its queue is frozen; the first freeze kills the queue's usage counter, which is the map's
    /// ref.</summary>
    public Cell FreezeDepth { get; }

    /// <summary><c>fsdax_pagefree</c>: wakes who waits for the page.</summary>
    [KernelFunction("fsdax_pagefree", "drivers/nvdimm/pmem.c", "v4.18")]
    public async Routine PageFree(Page page) => await page.WakeWaiters();

    /// <inheritdoc/>
    public async Routine Kill() => await _linux.Pmem.FreezeQueue(this);

    /// <inheritdoc/>
    public async Routine Cleanup() => await _linux.Pmem.CleanupQueue(this);
}
