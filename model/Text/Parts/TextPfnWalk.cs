using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>memory_failure_dev_pagemap</c> from the text, behind the look-up of the page map.</summary>
/// <param name="hand">The form of the base, for ordinary pages.</param>
public sealed record TextPfnWalk(PfnWalkForm hand) : PfnWalkForm
{
    private readonly PfnWalkForm _hand = hand;

    /// <inheritdoc/>
    public override bool LooksPagemapsUp => true;

    /// <inheritdoc/>
    public override Routine<bool> Look(Linux linux, Page page) =>
        page.Pgmap is null ? _hand.Look(linux, page) : Fail(linux, page);

    private static async Routine<bool> Fail(Linux linux, Page page)
    {
        if (await linux.PagemapLookup.GetDevPagemap(linux, page) is not { } pgmap)
        {
            return false;
        }

        linux.Machine.Drop(pgmap.Reference);
        await linux.Text.Call(
            "memory_failure_dev_pagemap",
            null,
            [Value.Of(PgmapBinding.PfnOf(page)), default, PgmapBinding.Of(linux.Text, pgmap)]
        );
        return true;
    }
}
