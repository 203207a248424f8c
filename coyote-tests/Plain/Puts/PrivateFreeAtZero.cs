using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;

namespace PgmapCheck.Plain.Puts;

/// <summary>v6.1 to v6.14: a free private page has count 0, and one that is handed out holds its page map.</summary>
/// <param name="key">The key.</param>
public class PrivateFreeAtZero(ManagedKey key) : WakesAtOne(key)
{
    /// <inheritdoc/>
    public override int FreeCount(MemoryType type) => type is MemoryType.Private ? 0 : 1;

    /// <inheritdoc/>
    public override bool HoldsPgmap(MemoryType type) => type is not MemoryType.Private;

    /// <summary><c>zone_device_page_init</c>.</summary>
    public override void HandOut(Page page)
    {
        if (page.Pgmap is { Type: MemoryType.Private } pgmap)
        {
            Bug.On(!pgmap.Ref.TryGetLive(), "a page of a dying page map is handed out");
            page.SetCount(1);
        }
    }

    /// <inheritdoc/>
    protected override void Freed(Page page, Pgmap pgmap)
    {
        if (pgmap.Type is MemoryType.Private)
        {
            PgmapLookup.PutDevPagemap(pgmap);
        }
        else
        {
            page.SetCount(1);
        }
    }
}
