using PgmapCheck.Plain.Kernel;

namespace PgmapCheck.Plain.Puts;

/// <summary>
/// <c>put_page</c> and what it comes to for a device page: each form says which pages are put in a way of their own,
/// and what happens when such a page is idle, or at 0.
/// </summary>
public abstract class PutPage
{
    /// <summary>What a pin of <c>get_user_pages</c> counts: <c>GUP_PIN_COUNTING_BIAS</c>.</summary>
    public const int PinBias = 1024;

    /// <summary>The count of a page that its page map has and nobody uses.</summary>
    public virtual int FreeCount(MemoryType type) => 1;

    /// <summary>The count at which a page is idle.</summary>
    public virtual int IdleCount(MemoryType type) => 1;

    /// <summary>True if each page table entry holds a reference.</summary>
    public virtual bool CountsMappings => false;

    /// <summary>True if a page holds a reference to its page map as long as the page map has it.</summary>
    public virtual bool HoldsPgmap(MemoryType type) => true;

    /// <summary><c>put_page</c>.</summary>
    public virtual void Put(Page page, int references = 1)
    {
        if (!PutDevmapManagedPage(page, references))
        {
            PutFolio(page, references);
        }
    }

    /// <summary><c>folio_put</c>: what <c>put_page</c> does to a page that is not managed.</summary>
    public virtual void PutFolio(Page page, int references = 1)
    {
        if (page.Subtract(references) == 0)
        {
            PutLast(page);
        }
    }

    /// <summary><c>put_devmap_managed_page</c>: false if this is no page that is put in a way of its own.</summary>
    public abstract bool PutDevmapManagedPage(Page page, int references = 1);

    /// <summary><c>__put_page</c> of a device page, whose count is 0: it gives its page map back.</summary>
    public virtual void PutLast(Page page) => PgmapLookup.PutDevPagemap(page.Pgmap);

    /// <summary>The driver hands out a free page.</summary>
    public virtual void HandOut(Page page) => page.Add(1);

    /// <summary>A reference for somebody who knows the page from the page cache; false if it is going.</summary>
    public virtual bool Use(Page page)
    {
        page.Add(1);
        return true;
    }

    /// <summary><c>unpin_user_page</c>.</summary>
    public virtual void Unpin(Page page) => Put(page, PinBias);
}
