using System.Threading.Tasks;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;

namespace PgmapCheck.Plain.Memremap;

/// <summary>
/// The driver of persistent memory (drivers/nvdimm/pmem.c). It does what <c>devm_memremap_pages</c> of its kernel
/// leaves to it.
/// </summary>
/// <param name="key">The static key.</param>
/// <param name="memremap">What maps the memory.</param>
/// <param name="device">The device that it is bound to.</param>
/// <param name="pgmap">Its page map.</param>
public sealed class PmemDriver(ManagedKey key, LeavesKillToDriver memremap, Device device, Pgmap pgmap)
{
    private readonly QueueUsage _queue = new(pgmap.Ref);

    private bool BringsReference => memremap is not DropsPagesAtOnce && !(memremap is TakesKey && !IsFsDax);

    private bool IsFsDax => pgmap.Type is MemoryType.FsDax;

    /// <summary>Binds it; where that fails, the driver core releases what was registered.</summary>
    public async Task<bool> Bind()
    {
        var isBound = await AttachDisk();
        if (!isBound)
        {
            await Unbind();
        }

        return isBound;
    }

    /// <summary>Unbinds it.</summary>
    public Task Unbind() => device.ReleaseAll();

    // pmem_attach_disk
    private async Task<bool> AttachDisk()
    {
        if (BringsReference)
        {
            pgmap.Ref.Init();
            (pgmap.KillByDriver, pgmap.CleanupByDriver) = (_queue.Freeze, _queue.Cleanup);
        }

        if (memremap is not WaitsForRelease && !await device.AddActionOrReset(_queue.Cleanup))
        {
            return false;
        }

        if (memremap is not TakesKey && IsFsDax && !await SetupPagemapFsdax())
        {
            return false;
        }

        var isMapped = await memremap.Map(device, pgmap);
        return (memremap is KillsFirst || await device.AddActionOrReset(_queue.Freeze)) && isMapped;
    }

    private async Task<bool> SetupPagemapFsdax()
    {
        key.GetOps();
        return await device.AddActionOrReset(ReturnKey);
    }

    private Task ReturnKey()
    {
        key.PutOps();
        return Task.CompletedTask;
    }
}
