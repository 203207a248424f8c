using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;

namespace PgmapCheck.Model.Protocol.PrivateMemory;

/// <summary>A device whose driver uses HMM for its memory: <c>struct hmm_devmem</c> (include/linux/hmm.h @
/// v4.18).</summary>
public sealed class HmmDevice : IPagemapOps
{
    private readonly Linux _linux;

    /// <summary>Declares a device.</summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="name">What traces call it.</param>
    /// <param name="type">PRIVATE or PUBLIC.</param>
    /// <param name="start">Whether its memory is added already, and its pages.</param>
    /// <param name="canFail">True if allocations and registrations may fail.</param>
    public HmmDevice(Linux linux, string name, MemoryType type, PgmapStart start, bool canFail = false)
    {
        _linux = linux;
        Name = name;
        var countsPages = linux.Hmm.CountsPages;
        Pgmap = linux.Pgmaps.Add(new Pgmap(linux, name, type, this, start with { CountsPages = countsPages }));
        linux.Memremap.DeclareReference(linux, Pgmap, start.IsMapped);
        Device = linux.Devices.Add(new Device(linux, name, linux.Hmm.Actions(linux, this), start.IsMapped, canFail));
    }

    /// <summary>What traces call it.</summary>
    public string Name { get; }

    /// <summary>Its page map.</summary>
    public Pgmap Pgmap { get; }

    /// <summary>Its managed resources.</summary>
    public Device Device { get; }

    /// <summary><c>hmm_devmem_free</c>: the driver takes the page back.</summary>
    [KernelFunction("hmm_devmem_free", "mm/hmm.c", "v4.18")]
    public async Routine PageFree(Page page)
    {
        if (await page.InUse.Exchange(0) == 0)
        {
            _linux.Machine.Fail(KernelRules.NoPageFreeOfFreePage, $"page_free({page.Name}) for a page that is free");
        }
    }

    /// <inheritdoc/>
    [KernelFunction("hmm_devmem_fault", "mm/hmm.c", "v4.14")]
    public async Routine MigrateToRam(Linux linux, AddressSpace mm, Page page, Page? held)
    {
        await page.InUse.Load(); // page->zone_device_data
        linux.Machine.Drop(page.Faulted);
        await linux.MigrateVma.ToRam(linux, mm, held);
    }

    /// <inheritdoc/>
    [KernelFunction("hmm_devmem_ref_kill", "mm/hmm.c", "v5.0")]
    public async Routine Kill() => await Pgmap.Ref.Kill();

    /// <inheritdoc/>
    [KernelFunction("hmm_devmem_ref_exit", "mm/hmm.c", "v5.0")]
    public async Routine Cleanup()
    {
        await Pgmap.Ref.Released.Wait();
        await Pgmap.Ref.Exit();
    }
}
