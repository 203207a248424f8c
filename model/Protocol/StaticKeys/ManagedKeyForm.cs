using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.StaticKeys;

/// <summary>Switches <c>devmap_managed_key</c> on while some page map wants <c>page_free</c>.</summary>
public abstract class ManagedKeyForm : KeyCounting
{
    /// <summary>True if the kernel has such a key.</summary>
    public virtual bool Exists => true;

    /// <summary>
    /// <c>dev_pagemap_get_ops</c>. From its return to the call of <see cref="PutOps"/> the caller may rely on the key.
    /// </summary>
    [KernelFunction("dev_pagemap_get_ops", "kernel/memremap.c", "v4.18")]
    public virtual async Routine GetOps(Linux linux)
    {
        if (linux.Config.DevPagemapOps)
        {
            await Enable(linux);
            linux.Machine.Hold(linux.KeyUser);
        }
    }

    /// <summary><c>dev_pagemap_put_ops</c>.</summary>
    [KernelFunction("dev_pagemap_put_ops", "kernel/memremap.c", "v4.18")]
    public virtual async Routine PutOps(Linux linux)
    {
        if (linux.Config.DevPagemapOps)
        {
            linux.Machine.Hold(linux.KeyUser, -1);
            await Disable(linux);
        }
    }

    /// <summary>One user more.</summary>
    protected abstract Routine Enable(Linux linux);

    /// <summary>One user less.</summary>
    protected abstract Routine Disable(Linux linux);
}

/// <summary>
/// v4.14 to v4.17 (5042db43cc26): <c>device_private_key</c> is switched on when the first device memory is added, and
/// stays on.
/// </summary>
public class EnabledForGood : ManagedKeyForm
{
    /// <inheritdoc/>
    public override string KeyName => "device_private_key";

    /// <inheritdoc/>
    public override bool IsNeverOff => true;

    /// <inheritdoc/>
    [KernelFunction("static_branch_enable", "include/linux/jump_label.h", "v4.14")]
    public override async Routine GetOps(Linux linux) => await base.GetOps(linux);

    /// <inheritdoc/>
    public override Routine PutOps(Linux linux) => Routine.Done;

    /// <inheritdoc/>
    public override int EnabledFor(int users) => users > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override int DevmapEnableFor(int users) => 0;

    /// <inheritdoc/>
    protected override Routine Enable(Linux linux) => linux.DevmapManagedKey.Enable();

    /// <inheritdoc/>
    protected override Routine Disable(Linux linux) => Routine.Done;
}

/// <summary>
/// v4.18 to v5.9 (e76384884344): users are counted in <c>devmap_enable</c>, and who counts the first or the last
/// switches the key. Counting and switching are two steps.
/// </summary>
public class CountThenSwitch : ManagedKeyForm
{
    /// <inheritdoc/>
    public override int EnabledFor(int users) => users > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override int DevmapEnableFor(int users) => users;

    /// <inheritdoc/>
    protected override async Routine Enable(Linux linux)
    {
        if (await linux.DevmapEnable.IncReturn() == 1)
        {
            await linux.DevmapManagedKey.Enable();
        }
    }

    /// <inheritdoc/>
    protected override async Routine Disable(Linux linux)
    {
        if (await linux.DevmapEnable.DecReturn() == 0)
        {
            await linux.DevmapManagedKey.Disable();
        }
    }
}

/// <summary>v5.10 (433e7d317754): the key's own count is the number of users, by static_branch_inc and
/// static_branch_dec.</summary>
public class KeyCountsUsers : ManagedKeyForm
{
    /// <inheritdoc/>
    public override int EnabledFor(int users) => users;

    /// <inheritdoc/>
    public override int DevmapEnableFor(int users) => 0;

    /// <inheritdoc/>
    protected override Routine Enable(Linux linux) => linux.JumpLabel.SlowInc(linux, linux.DevmapManagedKey);

    /// <inheritdoc/>
    protected override Routine Disable(Linux linux) => linux.JumpLabel.SlowDec(linux, linux.DevmapManagedKey);
}

/// <summary>v6.15 (38607c62b34b): no page is put in a special way, so there is nothing to switch.</summary>
public class NoKey : ManagedKeyForm
{
    /// <inheritdoc/>
    public override bool Exists => false;

    /// <inheritdoc/>
    public override Routine GetOps(Linux linux) => Routine.Done;

    /// <inheritdoc/>
    public override Routine PutOps(Linux linux) => Routine.Done;

    /// <inheritdoc/>
    public override int EnabledFor(int users) => 0;

    /// <inheritdoc/>
    public override int DevmapEnableFor(int users) => 0;

    /// <inheritdoc/>
    protected override Routine Enable(Linux linux) => Routine.Done;

    /// <inheritdoc/>
    protected override Routine Disable(Linux linux) => Routine.Done;
}
