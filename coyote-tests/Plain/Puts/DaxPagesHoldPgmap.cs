using PgmapCheck.Plain.Kernel;

namespace PgmapCheck.Plain.Puts;

/// <summary>In no kernel: a DAX page holds its page map from its first reference to its last.</summary>
public sealed class DaxPagesHoldPgmap : WakesAtZero
{
    /// <inheritdoc/>
    public override bool HoldsPgmap(MemoryType type) => type is MemoryType.Unmanaged;

    /// <inheritdoc/>
    public override bool Use(Page page)
    {
        var pgmap = page.Pgmap;
        if (!pgmap.Ref.TryGetLive())
        {
            return false;
        }

        if (page.Add(1) != 1)
        {
            pgmap.Ref.Put();
        }

        return true;
    }

    /// <inheritdoc/>
    public override void PutLast(Page page)
    {
        var pgmap = page.Pgmap;
        base.PutLast(page);
        if (pgmap.Type is MemoryType.FsDax)
        {
            PgmapLookup.PutDevPagemap(pgmap);
        }
    }
}
