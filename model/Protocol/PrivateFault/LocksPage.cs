using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PrivateFault;

/// <summary>
/// From v6.15 on (1afaeb8293c9): only the thread that gets the page's lock takes a reference. The others try again, at
/// once or later.
/// </summary>
public abstract class LocksPage : PrivateFaultForm
{
    /// <inheritdoc/>
    public override bool HoldsLock => true;

    /// <inheritdoc/>
    [KernelFunction("do_swap_page", "mm/memory.c", "v6.15")]
    protected override async Routine SwapIn(Linux linux, AddressSpace mm, int entry)
    {
        await mm.PageTableLock.Acquire();
        if (await mm.Entry.Load(MemoryOrder.Plain) != entry)
        {
            await mm.PageTableLock.Release();
            return;
        }

        var page = mm.PageOf(entry);
        if (!await page.Lock!.TryAcquire())
        {
            await mm.PageTableLock.Release();
            await WaitForLock(page);
            return;
        }

        await page.RefCount.Inc();
        linux.Machine.Hold(page.UserReference);
        await mm.PageTableLock.Release();
        await CallDriver(linux, mm, page, page);
        await page.Lock.Release();
        await linux.Release.PutPage.PutReference(linux, page);
    }

    /// <summary>What a thread does before it tries again.</summary>
    protected abstract Routine WaitForLock(Page page);
}
