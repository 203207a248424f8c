using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PrivateFault;

/// <summary>What a process's access to memory that is on a device leads to, and the end of such a mapping
/// (mm/memory.c).</summary>
public abstract class PrivateFaultForm
{
    /// <summary>True if the thread that faults holds the page's lock while the driver moves it.</summary>
    public virtual bool HoldsLock => false;

    /// <summary>
    /// <c>handle_pte_fault</c>, as often as it takes: true once the process has reached ordinary memory, false if
    /// nothing is there.
    /// </summary>
    [KernelFunction("handle_pte_fault", "mm/memory.c", "v4.14")]
    public async Routine<bool> Access(Linux linux, AddressSpace mm)
    {
        while (true)
        {
            var entry = await mm.Entry.Load();
            switch (AddressSpace.KindOf(entry))
            {
                case PteKind.Present:
                    return true;
                case PteKind.None:
                    return false;
                case PteKind.Migration:
                    await linux.Release.MigrateVma.EntryWait(linux, mm);
                    break;
                default:
                    await SwapIn(linux, mm, entry);
                    break;
            }
        }
    }

    /// <summary><c>zap_pte_range</c>: the process gives the address up, as with <c>MADV_DONTNEED</c>.</summary>
    [KernelFunction("zap_pte_range", "mm/memory.c", "v4.14")]
    public virtual async Routine Zap(Linux linux, AddressSpace mm)
    {
        await mm.PageTableLock.Acquire();
        var entry = await mm.Entry.Load(MemoryOrder.Plain);
        if (entry != 0)
        {
            await mm.Entry.Store(0);
        }

        if (AddressSpace.KindOf(entry) is PteKind.DevicePrivate)
        {
            await linux.Release.PutPage.Put(linux, mm.PageOf(entry));
        }

        await mm.PageTableLock.Release();
        if (AddressSpace.KindOf(entry) is PteKind.Present)
        {
            await linux.Release.PutPage.Put(linux, mm.PageOf(entry)); // after the TLB flush
        }
    }

    /// <summary><c>do_swap_page</c> for an entry that was a private one when the thread read it without the
    /// lock.</summary>
    protected abstract Routine SwapIn(Linux linux, AddressSpace mm, int entry);

    /// <summary>Calls the driver through the page's page map.</summary>
    protected static async Routine CallDriver(Linux linux, AddressSpace mm, Page page, Page? held)
    {
        await page.ReadOwner();
        linux.Machine.Hold(page.Faulted);
        await page.Pgmap!.OpsPointer!.Load(MemoryOrder.Plain);
        await page.Pgmap.Ops.MigrateToRam(linux, mm, page, held);
    }
}
