using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;

namespace PgmapCheck.Plain.Puts;

/// <summary>v4.18 to v5.17: with the key on, a page that goes to 1 is idle, and its driver hears of it.</summary>
/// <param name="key">The key.</param>
public class TellsDriverAtOne(ManagedKey key) : PutPage
{
    /// <inheritdoc/>
    public override bool PutDevmapManagedPage(Page page, int references = 1)
    {
        if (!key.IsOn || !IsManaged(page.Pgmap.Type))
        {
            return false;
        }

        PutManaged(page, references);
        return true;
    }

    /// <summary><c>page->pgmap->type</c>.</summary>
    protected virtual bool IsManaged(MemoryType type) => type is MemoryType.FsDax or MemoryType.Private;

    /// <summary><c>__put_devmap_managed_page</c>.</summary>
    protected virtual void PutManaged(Page page, int references)
    {
        var count = page.Subtract(references);
        if (count == 1)
        {
            page.Pgmap.PageFree(page);
        }
        else if (count == 0)
        {
            PutLast(page);
        }
    }
}
