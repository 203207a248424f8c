using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.StaticKeys;

namespace PgmapCheck.Model.Text.Parts;

/// <summary>
/// v4.18's <c>dev_pagemap_get_ops</c> and <c>dev_pagemap_put_ops</c> from the text; of v5.3, where
/// <c>devm_memremap_pages</c> takes the key itself, its <c>devmap_managed_enable_put</c>, a device action.
/// </summary>
/// <param name="get">The first function; null where page maps take the key.</param>
/// <param name="put">The second.</param>
public sealed class TextManagedKey(string? get, string put) : ManagedKeyForm
{
    private readonly CountThenSwitch _hand = new();
    private readonly string? _get = get;
    private readonly string _put = put;

    /// <inheritdoc/>
    public override int EnabledFor(int users) => _hand.EnabledFor(users);

    /// <inheritdoc/>
    public override int DevmapEnableFor(int users) => _hand.DevmapEnableFor(users);

    /// <summary>By hand where the text's has a page map to look at.</summary>
    public override async Routine GetOps(Linux linux)
    {
        if (_get is null)
        {
            await _hand.GetOps(linux);
        }
        else if (linux.Config.DevPagemapOps)
        {
            await Enable(linux);
            linux.Machine.Hold(linux.KeyUser);
        }
    }

    /// <inheritdoc/>
    public override async Routine PutOps(Linux linux)
    {
        if (linux.Config.DevPagemapOps)
        {
            linux.Machine.Hold(linux.KeyUser, -1);
            await Disable(linux);
        }
    }

    /// <inheritdoc/>
    protected override Routine Enable(Linux linux) => linux.Text.Run(_get!, null, []);

    /// <inheritdoc/>
    protected override Routine Disable(Linux linux) =>
        linux.Text.Run(_put, null, linux.Text.Code.Function(_put).Flow.Parameters.IsEmpty ? [] : [default]);
}
