using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.ManagedKey;

/// <summary>Switches <c>devmap_managed_key</c> on while some page map wants <c>page_free</c>.</summary>
public abstract class ManagedKeyForm
{
    /// <summary>True if the kernel has such a key.</summary>
    public virtual bool Exists => true;

    /// <summary>What the kernel calls the key.</summary>
    public virtual string KeyName => "devmap_managed_key";

    /// <summary>True if the key stays on once it was on.</summary>
    public virtual bool IsNeverOff => false;

    /// <summary>
    /// <c>dev_pagemap_get_ops</c>. From its return to the call of <see cref="PutOps"/> the caller may rely on the key.
    /// </summary>
    [KernelFunction("dev_pagemap_get_ops", "kernel/memremap.c", "v4.18")]
    public virtual async Routine GetOps(Linux linux)
    {
        if (linux.Release.Config.DevPagemapOps)
        {
            await Enable(linux);
            linux.Machine.Hold(linux.KeyUser);
        }
    }

    /// <summary><c>dev_pagemap_put_ops</c>.</summary>
    [KernelFunction("dev_pagemap_put_ops", "kernel/memremap.c", "v4.18")]
    public virtual async Routine PutOps(Linux linux)
    {
        if (linux.Release.Config.DevPagemapOps)
        {
            linux.Machine.Hold(linux.KeyUser, -1);
            await Disable(linux);
        }
    }

    /// <summary>What the key's own count is when <paramref name="users"/> callers want it and none is under
    /// way.</summary>
    public abstract int EnabledFor(int users);

    /// <summary>What <c>devmap_enable</c> is then.</summary>
    public abstract int DevmapEnableFor(int users);

    /// <summary>One user more.</summary>
    protected abstract Routine Enable(Linux linux);

    /// <summary>One user less.</summary>
    protected abstract Routine Disable(Linux linux);
}
