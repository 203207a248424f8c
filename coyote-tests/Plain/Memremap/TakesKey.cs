using System.Threading.Tasks;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.Memremap;

/// <summary>v5.3: it takes the static key for its driver, gives it back by a device action, and owns the reference of
/// page maps for which no driver brings one.</summary>
/// <param name="key">The key.</param>
/// <param name="put">How pages are put.</param>
/// <param name="rcu">What lookups of page maps are protected by.</param>
public class TakesKey(ManagedKey key, PutPage put, Rcu rcu) : WaitsForRelease(put, rcu)
{
    /// <summary>v5.10: looks for missing callbacks before the reference is initialized.</summary>
    public bool ChecksOpsFirst { get; init; }

    /// <inheritdoc/>
    public override async Task<bool> Map(Device device, Pgmap pgmap)
    {
        if (ChecksOpsFirst && pgmap is { Type: MemoryType.Private, LacksPageFree: true })
        {
            return false;
        }

        if (pgmap.KillByDriver is null)
        {
            pgmap.Ref.Init();
        }

        if (UsesKey(pgmap) && !EnableGet(pgmap))
        {
            return false;
        }

        if (!await HaveKeyReturned(device, pgmap))
        {
            return false; // and its reference stays as it is (KEY-ACTION-LEAK)
        }

        if (Conflicts)
        {
            await Abandon(pgmap);
            return false;
        }

        AddMemory(pgmap);
        return await device.AddActionOrReset(() => Release(pgmap));
    }

    // Before v5.10 this is where a missing callback is noticed.
    private bool EnableGet(Pgmap pgmap)
    {
        if (!ChecksOpsFirst)
        {
            return key.EnableGet(pgmap);
        }

        key.GetOps();
        return true;
    }

    /// <summary><c>devmap_managed_enable_put</c> as a device action; false if it could not be registered, and was
    /// done.</summary>
    protected virtual async Task<bool> HaveKeyReturned(Device device, Pgmap pgmap) =>
        !UsesKey(pgmap) || await device.AddActionOrReset(() => ReturnKey(pgmap));

    /// <summary>The common exit of a setup that failed.</summary>
    protected virtual async Task Abandon(Pgmap pgmap)
    {
        await Kill(pgmap);
        await Cleanup(pgmap);
    }

    /// <summary><c>devmap_managed_enable_put</c>.</summary>
    protected Task ReturnKey(Pgmap pgmap)
    {
        if (UsesKey(pgmap))
        {
            key.PutOps();
        }

        return Task.CompletedTask;
    }

    /// <summary>True if its pages are put the device's way.</summary>
    protected static bool UsesKey(Pgmap pgmap) => pgmap.Type is not MemoryType.Unmanaged;
}
