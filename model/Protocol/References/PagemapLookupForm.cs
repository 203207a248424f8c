using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.References;

/// <summary>From a page frame number to a live page map (kernel/memremap.c, include/linux/memremap.h @
/// v4.18).</summary>
public class PagemapLookupForm
{
    /// <summary>
    /// <c>get_dev_pagemap</c> without a hint: a reference to the page map that covers the page, or null if there is
    /// none or it is dying.
    /// </summary>
    [KernelFunction("get_dev_pagemap", "kernel/memremap.c", "v4.18")]
    public virtual async Routine<Pgmap?> GetDevPagemap(Linux linux, Page page)
    {
        if (!linux.Config.ZoneDevice)
        {
            return null;
        }

        var pgmap = page.Pgmap;
        var rcu = await linux.Rcu.ReadLock();
        var found =
            pgmap is not null
            && await pgmap.Slot.Dereference(pgmap.Memory) == pgmap.Number
            && await IsReferenced(linux, pgmap, "percpu_ref_tryget_live")
            && await pgmap.Ref.TryGetLive();
        await linux.Rcu.ReadUnlock(rcu);
        if (pgmap is null || !found)
        {
            return null;
        }

        linux.Machine.Hold(pgmap.Reference);
        return pgmap;
    }

    /// <summary>
    /// <c>get_dev_pagemap</c> with a hint that a reference is already held to: the same map costs nothing, another one
    /// gives the hint back first.
    /// </summary>
    [KernelFunction("get_dev_pagemap", "kernel/memremap.c", "v4.18")]
    public virtual async Routine<Pgmap?> GetDevPagemap(Linux linux, Page page, Pgmap? hint)
    {
        if (hint is not null)
        {
            if (page.Pgmap == hint)
            {
                return hint;
            }

            await PutReference(linux, hint);
        }

        return await GetDevPagemap(linux, page);
    }

    /// <summary>Gives back what <see cref="GetDevPagemap(Linux, Page)"/> gave.</summary>
    public async Routine PutReference(Linux linux, Pgmap pgmap)
    {
        linux.Machine.Drop(pgmap.Reference);
        await PutDevPagemap(linux, pgmap);
    }

    /// <summary><c>put_dev_pagemap</c>.</summary>
    [KernelFunction("put_dev_pagemap", "include/linux/memremap.h", "v4.18")]
    public virtual async Routine PutDevPagemap(Linux linux, Pgmap pgmap)
    {
        if (await IsReferenced(linux, pgmap, "percpu_ref_put"))
        {
            await pgmap.Ref.Put();
        }
    }

    // pgmap->ref, which is followed whatever it is.
    private static async Routine<bool> IsReferenced(Linux linux, Pgmap pgmap, string follower)
    {
        if (await pgmap.RefPointer.Load(MemoryOrder.Plain) != 0)
        {
            return true;
        }

        linux.Machine.Fail(KernelRules.NoWildPointers, $"{follower} follows {pgmap.RefPointer.Name}, which is NULL");
        return false;
    }
}

/// <summary>Whether a file system may use DAX on a block device (drivers/dax/super.c @ v4.18).</summary>
public class DaxSupportForm
{
    /// <summary><c>__bdev_dax_supported</c>, for a device whose first page is given.</summary>
    [KernelFunction("__bdev_dax_supported", "drivers/dax/super.c", "v4.18")]
    public virtual async Routine<bool> BdevDaxSupported(Linux linux, Page page)
    {
        if (linux.Config.FsDaxLimited && !linux.Config.ZoneDevice)
        {
            return true; // pfn_t_special: no struct pages to care for
        }

        if (await linux.PagemapLookup.GetDevPagemap(linux, page) is not { } pgmap)
        {
            return false;
        }

        var supported = pgmap.Type == MemoryType.FsDax;
        await linux.PagemapLookup.PutReference(linux, pgmap);
        return supported;
    }
}
