using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;

namespace PgmapCheck.Model.Protocol.PrivateMemory;

/// <summary>What a process's access to memory that is on a device leads to, and the end of such a mapping
/// (mm/memory.c).</summary>
public abstract class PrivateFaultForm
{
    /// <summary>True if the thread that faults holds the page's lock while the driver moves it.</summary>
    public virtual bool HoldsLock => false;

    /// <summary>True if the thread that faults holds the page while the driver moves it.</summary>
    public virtual bool HoldsPage => true;

    /// <summary>True if a thread sleeps until the page's lock is free, without a reference to the page.</summary>
    public virtual bool SleepsOnLock => false;

    /// <summary>v5.18 (8018db852594): the entry of a page that is given up is cleared after the page was put.</summary>
    public bool ClearsLast { get; init; }

    /// <summary>
    /// <c>handle_pte_fault</c>, as often as it takes: true once the process has reached ordinary memory, false if
    /// nothing is there.
    /// </summary>
    [KernelFunction("handle_pte_fault", "mm/memory.c", "v4.14")]
    public virtual async Routine<bool> Access(Linux linux, AddressSpace mm)
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
                    await linux.MigrateVma.EntryWait(linux, mm);
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
        var isPrivate = AddressSpace.KindOf(entry) is PteKind.DevicePrivate;
        if (isPrivate && ClearsLast)
        {
            linux.Machine.Hold(mm.GivenUp);
            await linux.PutPage.Put(linux, mm.PageOf(entry));
        }

        if (entry != 0)
        {
            await mm.Entry.Store(0);
        }

        if (isPrivate && ClearsLast)
        {
            linux.Machine.Drop(mm.GivenUp);
        }
        else if (isPrivate)
        {
            await linux.PutPage.Put(linux, mm.PageOf(entry));
        }

        await mm.PageTableLock.Release();
        if (AddressSpace.KindOf(entry) is PteKind.Present)
        {
            await linux.PutPage.Put(linux, mm.PageOf(entry)); // after the TLB flush
        }
    }

    /// <summary><c>do_swap_page</c> for an entry that was a private one when the thread read it without the
    /// lock.</summary>
    protected abstract Routine SwapIn(Linux linux, AddressSpace mm, int entry);

    /// <summary>The thread has locked the page: who wants it, too, sleeps from now on.</summary>
    public async Routine NoteLocked(Page page)
    {
        if (SleepsOnLock && page.Pgmap is not null)
        {
            await page.LockIsWaitedFor.Exchange(1); // under the lock of the queue
        }
    }

    /// <summary><c>unlock_page</c>, and <c>folio_wake_bit</c> for who sleeps. The thread holds the page.</summary>
    public async Routine Unlock(Page page)
    {
        await page.Lock.Release();
        if (SleepsOnLock && page.Pgmap is not null)
        {
            await page.LockIsWaitedFor.Exchange(0);
        }
    }

    /// <summary>Calls the driver through the page's page map.</summary>
    protected static async Routine CallDriver(Linux linux, AddressSpace mm, Page page, Page? held)
    {
        var pgmap = await page.ReadPgmap();
        linux.Machine.Hold(page.Faulted);
        await pgmap!.OpsPointer.Load(MemoryOrder.Plain);
        await pgmap.Ops.MigrateToRam(linux, mm, page, held);
    }
}

/// <summary>v4.14 to v5.2: the driver's <c>page_fault</c> is called with a page that the thread neither holds nor
/// locks.</summary>
public class PageFaultCallback : PrivateFaultForm
{
    /// <inheritdoc/>
    public override bool HoldsPage => false;

    /// <inheritdoc/>
    [KernelFunction("device_private_entry_fault", "kernel/memremap.c", "v4.14")]
    protected override async Routine SwapIn(Linux linux, AddressSpace mm, int entry) =>
        await CallDriver(linux, mm, mm.PageOf(entry), null);
}

/// <summary>v5.3 to v6.0: the same as <c>migrate_to_ram</c>, called by <c>do_swap_page</c> itself.</summary>
public class MigratesAtOnce : PrivateFaultForm
{
    /// <inheritdoc/>
    public override bool HoldsPage => false;

    /// <inheritdoc/>
    [KernelFunction("do_swap_page", "mm/memory.c", "v5.3")]
    protected override async Routine SwapIn(Linux linux, AddressSpace mm, int entry) =>
        await CallDriver(linux, mm, mm.PageOf(entry), null);
}

/// <summary>v6.1 to v6.14 (16ce101db85d): the entry is looked at again under its lock, and the page held while it
/// moves.</summary>
public class HoldsPage : PrivateFaultForm
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
        await linux.PutPage.PutReference(linux, page);
    }
}

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
        if (!await page.Lock.TryAcquire())
        {
            await mm.PageTableLock.Release();
            if (SleepsOnLock)
            {
                linux.Atomic.MightSleep("softleaf_entry_wait_on_locked()");
            }

            await WaitForLock(page);
            return;
        }

        await page.RefCount.Inc();
        linux.Machine.Hold(page.UserReference);
        await mm.PageTableLock.Release();
        await NoteLocked(page);
        await CallDriver(linux, mm, page, page);
        await Unlock(page);
        await linux.PutPage.PutReference(linux, page);
    }

    /// <summary>What a thread does before it tries again.</summary>
    protected abstract Routine WaitForLock(Page page);
}

/// <summary>v6.15 to v6.19: it tries again at once.</summary>
public class SpinsForLock : LocksPage
{
    /// <inheritdoc/>
    protected override Routine WaitForLock(Page page) => Routine.Done;
}

/// <summary>v7.0 (b570f37a2ce4): it sleeps until the page is unlocked. It has queued when it drops the page table
/// lock, and touches the page no more, which may be freed by then.</summary>
public class SleepsForLock : LocksPage
{
    /// <inheritdoc/>
    public override bool SleepsOnLock => true;

    /// <inheritdoc/>
    [KernelFunction("softleaf_entry_wait_on_locked", "mm/filemap.c", "v7.0")]
    protected override async Routine WaitForLock(Page page) =>
        await page.LockIsWaitedFor.UntilSeenByAll(static (waits, _) => waits == 0);
}
