using System.Threading.Tasks;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.Memremap;

/// <summary>v5.0: it kills the page map's reference itself, and a release that cannot be registered is run at
/// once.</summary>
/// <param name="put">How pages are put.</param>
/// <param name="rcu">What lookups of page maps are protected by.</param>
public class KillsFirst(PutPage put, Rcu rcu) : LeavesKillToDriver(put, rcu)
{
    /// <inheritdoc/>
    public override async Task<bool> Map(Device device, Pgmap pgmap)
    {
        if (Conflicts)
        {
            return false; // by an early return: nobody kills the reference
        }

        AddMemory(pgmap);
        return await device.AddActionOrReset(() => Release(pgmap));
    }

    /// <inheritdoc/>
    protected override async Task Release(Pgmap pgmap)
    {
        await Kill(pgmap);
        LetGoOfPages(pgmap);
        RemoveMemory(pgmap);
        await Unpublish(pgmap);
    }

    /// <summary><c>dev_pagemap_kill</c>.</summary>
    protected static async Task Kill(Pgmap pgmap)
    {
        if (pgmap.KillByDriver is { } kill)
        {
            await kill();
        }
        else
        {
            pgmap.Ref.Kill();
        }
    }
}
