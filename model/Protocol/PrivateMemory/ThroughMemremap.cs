using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.StaticKeys;
using PgmapCheck.Model.Protocol.Teardown;

namespace PgmapCheck.Model.Protocol.PrivateMemory;

/// <summary>
/// v5.0 to v5.2: HMM uses <c>devm_memremap_pages</c>, and the memory goes when the device's
/// resources are released. With v5.3's form of that function it no longer touches the static key.
/// </summary>
public class ThroughMemremap : HmmForm
{
    private const string RefExit = "hmm_devmem_ref_exit";

    /// <inheritdoc/>
    public override bool CountsPages => true;

    /// <inheritdoc/>
    public override ImmutableArray<DevmAction> Actions(Linux linux, HmmDevice device)
    {
        var memremap = linux.Memremap;
        var actions = ImmutableArray.CreateBuilder<DevmAction>();
        if (!memremap.Has(TeardownDuties.Wait))
        {
            actions.Add(new DevmAction(RefExit, () => device.Cleanup()));
        }

        actions.AddRange(memremap.Actions(linux, device.Pgmap));
        return actions.ToImmutable();
    }

    /// <inheritdoc/>
    public override async Routine Remove(Linux linux, HmmDevice device)
    {
        await device.Device.ReleaseAll();
        await device.Pgmap.Memory.Free(); // devm_kzalloc came first, so it goes last
    }

    /// <inheritdoc/>
    protected override async Routine<bool> AddMemory(Linux linux, HmmDevice device, bool findsRange)
    {
        var memremap = linux.Memremap;
        if (!memremap.Has(TeardownDuties.Key))
        {
            await linux.ManagedKey.GetOps(linux);
        }

        if (await device.Device.Fails("devm_kzalloc fails"))
        {
            return false;
        }

        await device.Pgmap.Memory.Begin();
        if (await Map(linux, device, findsRange))
        {
            return true;
        }

        await Remove(linux, device); // the driver core does, when the probe fails
        return false;
    }

    private static async Routine<bool> Map(Linux linux, HmmDevice device, bool findsRange)
    {
        if (findsRange && await device.Device.Fails("no free physical range"))
        {
            return false;
        }

        var memremap = linux.Memremap;
        if (!memremap.Owns(device.Pgmap))
        {
            await device.Pgmap.Ref.Init();
        }

        if (!memremap.Has(TeardownDuties.Wait) && !await device.Device.AddActionOrReset(RefExit))
        {
            return false;
        }

        return await memremap.Map(linux, device.Device, device.Pgmap);
    }
}

/// <summary>
/// v5.3: <c>hmm_devmem_add</c> is gone; drivers of private memory call <c>devm_memremap_pages</c> themselves.
/// </summary>
public class DriversOwn : ThroughMemremap
{
    /// <inheritdoc/>
    public override bool OffersDevmem => false;
}
