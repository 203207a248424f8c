using PgmapCheck.Plain.Kernel;

namespace PgmapCheck.Plain.Keys;

/// <summary>
/// <c>devmap_managed_key</c>: on while some driver wants to hear of idle pages (kernel/memremap.c). Each form says how
/// its users are counted.
/// </summary>
/// <param name="key">The key.</param>
public abstract class ManagedKey(StaticKey key)
{
    /// <summary>What <c>put_page</c> looks at.</summary>
    public bool IsOn => Key.IsOn;

    /// <summary>The key.</summary>
    public StaticKey Key => key;

    /// <summary><c>dev_pagemap_get_ops</c>: from its return on the key is on.</summary>
    public abstract void GetOps();

    /// <summary><c>dev_pagemap_put_ops</c>.</summary>
    public abstract void PutOps();

    /// <summary>v5.3, <c>devmap_managed_enable_get</c>: false for a page map without the callback.</summary>
    public bool EnableGet(Pgmap pgmap)
    {
        if (pgmap.LacksPageFree)
        {
            return false;
        }

        GetOps();
        return true;
    }
}
