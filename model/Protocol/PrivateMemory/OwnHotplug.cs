using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.StaticKeys;

namespace PgmapCheck.Model.Protocol.PrivateMemory;

/// <summary>
/// v4.14 to v4.20 (4ef589dc9b10): HMM adds and removes the memory itself, and its pages hold no reference to their page
/// map. The static key is taken first and never given back.
/// </summary>
public class OwnHotplug : HmmForm
{
    private const string RefExit = "hmm_devmem_ref_exit";
    private const string RefKill = "hmm_devmem_ref_kill";

    /// <inheritdoc/>
    public override bool CountsPages => false;

    /// <inheritdoc/>
    public override ImmutableArray<DevmAction> Actions(Linux linux, HmmDevice device) =>
        [new DevmAction(RefExit, () => Exit(device)), new DevmAction(RefKill, () => Kill(device))];

    /// <inheritdoc/>
    [KernelFunction("hmm_devmem_remove", "mm/hmm.c", "v4.18")]
    public override async Routine Remove(Linux linux, HmmDevice device)
    {
        await Kill(device);
        await Exit(device);
        await device.Pgmap.StructPages.Free();
        await device.Pgmap.Slot.Store(0); // hmm_devmem_radix
        await device.Pgmap.Memory.Free();
    }

    /// <inheritdoc/>
    protected override async Routine<bool> AddMemory(Linux linux, HmmDevice device, bool findsRange)
    {
        await linux.ManagedKey.GetOps(linux);
        if (await device.Device.Fails("devres_alloc fails"))
        {
            return false;
        }

        await device.Pgmap.Memory.Begin();
        await device.Pgmap.Ref.Init();
        if (
            !await device.Device.AddAction(RefExit)
            || (findsRange && await device.Device.Fails("no free physical range"))
        )
        {
            return await Abandon(device);
        }

        if (device.Pgmap.Overlaps is not null && await device.Pgmap.Slot.Load() != 0)
        {
            return await Abandon(device); // -EBUSY
        }

        await CreatePages(device.Pgmap);
        if (!await device.Device.AddAction(RefKill))
        {
            await Remove(linux, device);
            return false;
        }

        return true;
    }

    private static async Routine<bool> Abandon(HmmDevice device)
    {
        await Kill(device);
        await Exit(device);
        await device.Pgmap.Memory.Free(); // devres_free
        return false;
    }

    [KernelFunction("hmm_devmem_pages_create", "mm/hmm.c", "v4.18")]
    private static async Routine CreatePages(Pgmap pgmap)
    {
        await pgmap.Slot.Store(pgmap.Number); // hmm_devmem_radix
        await pgmap.StructPages.Begin();
        for (var i = 0; i < pgmap.Pages.Count; i++)
        {
            await pgmap.Pages[i].RefCount.Set(1);
        }
    }

    [KernelFunction("hmm_devmem_ref_kill", "mm/hmm.c", "v4.18")]
    private static async Routine Kill(HmmDevice device)
    {
        await device.Pgmap.Ref.Kill();
        await device.Pgmap.Ref.Released.Wait();
        await device.Device.RemoveAction(RefKill);
    }

    [KernelFunction("hmm_devmem_ref_exit", "mm/hmm.c", "v4.18")]
    private static async Routine Exit(HmmDevice device)
    {
        await device.Pgmap.Ref.Exit();
        await device.Device.RemoveAction(RefExit);
    }
}
