using System.Threading.Tasks;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;

namespace PgmapCheck.Plain.Memremap;

/// <summary><c>hmm_devmem_add</c> of v5.0 and v5.2 (mm/hmm.c): it brings a reference, and never gives the key
/// back.</summary>
/// <param name="key">The static key.</param>
/// <param name="memremap">What maps the memory.</param>
/// <param name="device">The device.</param>
/// <param name="pgmap">Its page map.</param>
public sealed class HmmDriver(ManagedKey key, LeavesKillToDriver memremap, Device device, Pgmap pgmap)
{
    /// <summary><c>hmm_devmem_add</c>; false if it failed.</summary>
    public async Task<bool> Add()
    {
        if (memremap is not TakesKey)
        {
            key.GetOps();
            pgmap.Ref.Init();
            (pgmap.KillByDriver, pgmap.CleanupByDriver) = (Kill, Exit);
        }

        if (memremap is not WaitsForRelease && !await device.AddActionOrReset(Exit))
        {
            return false;
        }

        return await memremap.Map(device, pgmap);
    }

    /// <summary>The driver core releases the device's actions.</summary>
    public Task Remove() => device.ReleaseAll();

    private Task Kill()
    {
        pgmap.Ref.Kill();
        return Task.CompletedTask;
    }

    // hmm_devmem_ref_exit
    private async Task Exit()
    {
        await pgmap.Ref.WaitForRelease();
        pgmap.Ref.Exit();
    }
}
