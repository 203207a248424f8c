using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PrivateFault;

/// <summary>v6.1 to v6.14 (16ce101db85d): the entry is looked at again under its lock, and the page held while it
/// moves.</summary>
public sealed class HoldsPage : PrivateFaultForm
{
    /// <inheritdoc/>
    [KernelFunction("do_swap_page", "mm/memory.c", "v6.1")]
    protected override async Routine SwapIn(Linux linux, AddressSpace mm, int entry)
    {
        await mm.PageTableLock.Acquire();
        if (await mm.Entry.Load(MemoryOrder.Plain) != entry)
        {
            await mm.PageTableLock.Release();
            return;
        }

        var page = mm.PageOf(entry);
        await page.RefCount.Inc();
        linux.Machine.Hold(page.UserReference);
        await mm.PageTableLock.Release();
        await CallDriver(linux, mm, page, page);
        await linux.Release.PutPage.PutReference(linux, page);
    }
}
