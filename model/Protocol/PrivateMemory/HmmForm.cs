using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;

namespace PgmapCheck.Model.Protocol.PrivateMemory;

/// <summary>Device memory through HMM (mm/hmm.c).</summary>
public abstract class HmmForm
{
    /// <summary>True if the kernel has <c>hmm_devmem_add</c>: up to v5.2.</summary>
    public virtual bool OffersDevmem => true;

    /// <summary>True if each page holds a reference to its page map.</summary>
    public abstract bool CountsPages { get; }

    /// <summary>The device actions of a device whose memory is added, in the order of their registration.</summary>
    public abstract ImmutableArray<DevmAction> Actions(Linux linux, HmmDevice device);

    /// <summary><c>hmm_devmem_add</c>: private memory at a free physical address.</summary>
    [KernelFunction("hmm_devmem_add", "mm/hmm.c", "v4.18")]
    public virtual async Routine<bool> Add(Linux linux, HmmDevice device) =>
        await Probe(linux, device, findsRange: true);

    /// <summary><c>hmm_devmem_add_resource</c>: public memory at a known address.</summary>
    [KernelFunction("hmm_devmem_add_resource", "mm/hmm.c", "v4.18")]
    public virtual async Routine<bool> AddResource(Linux linux, HmmDevice device) =>
        await Probe(linux, device, findsRange: false);

    /// <summary>The driver gives the memory up. All its pages must be free.</summary>
    public abstract Routine Remove(Linux linux, HmmDevice device);

    /// <summary>The driver hands out a free page: one reference, which its user puts.</summary>
    public virtual async Routine Allocate(Linux linux, Page page)
    {
        await page.InUse.Store(1);
        await linux.DevicePages.HandOut(linux, page.Pgmap!, page);
        linux.Machine.Hold(page.UserReference);
    }

    /// <summary>Takes a page off the driver's free list, with one reference and locked; null if there is
    /// none.</summary>
    [KernelFunction("dmirror_devmem_alloc_page", "lib/test_hmm.c", "v5.10")]
    public virtual async Routine<Page?> TryAllocate(Linux linux, HmmDevice device)
    {
        for (var i = 0; i < device.Pgmap.Pages.Count; i++)
        {
            var page = device.Pgmap.Pages[i];
            if (await page.InUse.CompareExchange(0, 1))
            {
                await linux.DevicePages.HandOut(linux, device.Pgmap, page);
                linux.Machine.Hold(page.UserReference);
                await page.Lock.Acquire();
                await linux.PrivateFault.NoteLocked(page);
                return page;
            }
        }

        return null;
    }

    private async Routine<bool> Probe(Linux linux, HmmDevice device, bool findsRange)
    {
        var isAdded = await AddMemory(linux, device, findsRange);
        device.Device.NoteProbe(device.Pgmap, isAdded);
        return isAdded;
    }

    /// <summary>What both forms of adding do.</summary>
    protected abstract Routine<bool> AddMemory(Linux linux, HmmDevice device, bool findsRange);
}
