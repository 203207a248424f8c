using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.Memremap;

/// <summary>
/// <c>devm_memremap_pages</c> and its release (kernel/memremap.c): gives device memory struct pages, and takes them away.
/// </summary>
public class MemremapForm
{
    private readonly TeardownDuties _duties;

    /// <summary>Creates a form.</summary>
    /// <param name="duties">What it does itself; the driver does the rest.</param>
    public MemremapForm(TeardownDuties duties) => _duties = duties;

    /// <summary>Name of the device action that tears the page map down.</summary>
    public const string ReleaseAction = "devm_memremap_pages_release";

    /// <summary>Name of the device action that gives the static key back.</summary>
    public const string KeyAction = "devmap_managed_enable_put";

    /// <summary>v4.18.</summary>
    public static MemremapForm V4_18 { get; } = new(TeardownDuties.None);

    /// <summary>v5.0: a95c90f1e2c2 ("mm, devm_memremap_pages: fix shutdown handling").</summary>
    public static MemremapForm V5_0 { get; } = new(TeardownDuties.Kill);

    /// <summary>v5.2: 50f44ee7248a ("mm/devm_memremap_pages: fix final page put race").</summary>
    public static MemremapForm V5_2 { get; } = new(TeardownDuties.Kill | TeardownDuties.Wait);

    /// <summary>v5.3: f6a55e1a3fe6 ("memremap: lift the devmap_enable manipulation into devm_memremap_pages").</summary>
    public static MemremapForm V5_3 { get; } = new(TeardownDuties.Kill | TeardownDuties.Wait | TeardownDuties.Key);

    /// <summary>True if the page map's setup and teardown have this duty, and not the driver.</summary>
    public bool Has(TeardownDuties duty) => (_duties & duty) != 0;

    /// <summary>The device actions that <see cref="Map"/> registers, in this order.</summary>
    public IEnumerable<DevmAction> Actions(Linux linux, Pgmap pgmap)
    {
        if (Has(TeardownDuties.Key) && pgmap.IsManaged)
        {
            yield return new DevmAction(KeyAction, () => linux.Release.ManagedKey.PutOps(linux));
        }

        yield return new DevmAction(ReleaseAction, () => Release(linux, pgmap));
    }

    /// <summary><c>devm_memremap_pages</c>; false if it failed, with everything undone.</summary>
    [KernelFunction("devm_memremap_pages", "kernel/memremap.c", "v4.18")]
    public virtual async Routine<bool> Map(Linux linux, Device device, Pgmap pgmap)
    {
        if (Has(TeardownDuties.Key) && pgmap.IsManaged)
        {
            await linux.Release.ManagedKey.GetOps(linux);
            if (!await device.AddActionOrReset(KeyAction))
            {
                return await Abandon(pgmap);
            }
        }

        await SetSlot(linux, pgmap, 1);
        if (await device.Fails("arch_add_memory fails"))
        {
            await Unpublish(linux, pgmap);
            return await Abandon(pgmap);
        }

        await AddMemory(pgmap);
        if (Has(TeardownDuties.Kill))
        {
            return await device.AddActionOrReset(ReleaseAction);
        }

        await device.AddAction(ReleaseAction); // the result is not looked at
        return true;
    }

    /// <summary><c>devm_memremap_pages_release</c>.</summary>
    [KernelFunction("devm_memremap_pages_release", "kernel/memremap.c", "v4.18")]
    protected virtual async Routine Release(Linux linux, Pgmap pgmap)
    {
        if (Has(TeardownDuties.Kill))
        {
            await pgmap.Ops.Kill();
        }

        for (var i = 0; i < pgmap.Pages.Count; i++)
        {
            await linux.Release.PutPage.Put(linux, pgmap.Pages[i]);
        }

        if (Has(TeardownDuties.Wait))
        {
            await pgmap.Ops.Cleanup();
        }
        else if (await pgmap.Ref.TryGetLive())
        {
            linux.Warn("devm_memremap_pages_release", $"page map {pgmap.Name} is still live");
            await pgmap.Ref.Put();
        }

        await RemoveMemory(pgmap);
        await Unpublish(linux, pgmap);
    }

    /// <summary>
    /// A failed setup leaves <c>pgmap->ref</c> dead from v5.0 on; before, the driver's own actions see to it.
    /// </summary>
    protected virtual async Routine<bool> Abandon(Pgmap pgmap)
    {
        if (Has(TeardownDuties.Kill))
        {
            await pgmap.Ops.Kill();
        }

        if (Has(TeardownDuties.Wait))
        {
            await pgmap.Ops.Cleanup();
        }

        return false;
    }

    [KernelFunction("arch_add_memory", "mm/memory_hotplug.c", "v4.18")]
    private static async Routine AddMemory(Pgmap pgmap)
    {
        await pgmap.StructPages.Begin();
        for (var i = 0; i < pgmap.Pages.Count; i++)
        {
            await pgmap.Pages[i].RefCount.Set(1);
            await pgmap.Ref.Get();
        }
    }

    [KernelFunction("arch_remove_memory", "mm/memory_hotplug.c", "v4.18")]
    private static async Routine RemoveMemory(Pgmap pgmap) => await pgmap.StructPages.Free();

    /// <summary>
    /// <c>pgmap_radix_release</c>: readers that found the entry may still be trying to get a reference.
    /// </summary>
    [KernelFunction("pgmap_radix_release", "kernel/memremap.c", "v4.18")]
    protected virtual async Routine Unpublish(Linux linux, Pgmap pgmap)
    {
        await SetSlot(linux, pgmap, 0);
        await linux.Rcu.Synchronize();
    }

    private static async Routine SetSlot(Linux linux, Pgmap pgmap, int value)
    {
        await linux.PgmapLock.Acquire();
        await pgmap.Slot.Store(value);
        await linux.PgmapLock.Release();
    }
}
