using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>get_dev_pagemap</c> and <c>put_dev_pagemap</c> from the text.</summary>
public sealed class TextPagemapLookup : PagemapLookupForm
{
    /// <inheritdoc/>
    public override Routine<Pgmap?> GetDevPagemap(Linux linux, Page page) => GetDevPagemap(linux, page, null);

    /// <summary>What the hint holds is dropped where the function will give it back.</summary>
    public override async Routine<Pgmap?> GetDevPagemap(Linux linux, Page page, Pgmap? hint)
    {
        if (hint is not null && hint != page.Pgmap)
        {
            linux.Machine.Drop(hint.Reference);
        }

        var found = await linux.Text.Call(
            "get_dev_pagemap",
            null,
            [Value.Of(PgmapBinding.PfnOf(page)), PgmapBinding.Of(linux.Text, hint)]
        );
        if (found.Object is not BoundObject { Subject: Pgmap pgmap })
        {
            return null;
        }

        if (pgmap != hint)
        {
            linux.Machine.Hold(pgmap.Reference);
        }

        return pgmap;
    }

    /// <inheritdoc/>
    public override Routine PutDevPagemap(Linux linux, Pgmap pgmap) =>
        linux.Text.Run("put_dev_pagemap", null, [PgmapBinding.Of(linux.Text, pgmap)]);
}
