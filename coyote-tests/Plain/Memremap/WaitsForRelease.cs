using System.Threading.Tasks;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.Memremap;

/// <summary>v5.2: it waits for the last reference to the page map before the memory goes.</summary>
/// <param name="put">How pages are put.</param>
/// <param name="rcu">What lookups of page maps are protected by.</param>
public class WaitsForRelease(PutPage put, Rcu rcu) : KillsFirst(put, rcu)
{
    /// <inheritdoc/>
    protected override async Task Release(Pgmap pgmap)
    {
        await Kill(pgmap);
        LetGoOfPages(pgmap);
        await Cleanup(pgmap);
        RemoveMemory(pgmap);
        await Unpublish(pgmap);
    }

    /// <summary><c>dev_pagemap_cleanup</c>: waits for the last reference, and frees the counter.</summary>
    protected static async Task Cleanup(Pgmap pgmap)
    {
        if (pgmap.CleanupByDriver is { } cleanup)
        {
            await cleanup();
            return;
        }

        await pgmap.Ref.WaitForRelease();
        pgmap.Ref.Exit();
    }
}
