using PgmapCheck.Plain.Kernel;

namespace PgmapCheck.Plain.Puts;

/// <summary>v6.15: FS_DAX pages are counted like ordinary ones, mappings included. At 0 they are idle, and
/// free.</summary>
public class WakesAtZero : PutPage
{
    /// <inheritdoc/>
    public override bool CountsMappings => true;

    /// <inheritdoc/>
    public override int FreeCount(MemoryType type) => type is MemoryType.Unmanaged ? 1 : 0;

    /// <inheritdoc/>
    public override int IdleCount(MemoryType type) => FreeCount(type);

    /// <summary>No page is put in a way of its own any more.</summary>
    public override bool PutDevmapManagedPage(Page page, int references = 1) => false;

    /// <summary><c>free_zone_device_folio</c>, which looks up in the page whose it is.</summary>
    public override void PutLast(Page page)
    {
        if (page.Pgmap.Type is MemoryType.FsDax)
        {
            page.WasFreed();
            page.WakeWaiters();
        }
    }
}
