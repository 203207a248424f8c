using System.Threading;
using System.Threading.Tasks;

namespace PgmapCheck.Plain.Kernel;

/// <summary><c>struct dev_pagemap</c>: the pages of a device.</summary>
public sealed class Pgmap
{
    private int _isPublished;
    private int _isSetUp;

    /// <summary>The page map of a device that is not bound.</summary>
    public Pgmap(MemoryType type, int pages, PercpuRef reference)
    {
        Type = type;
        Ref = reference;
        Pages = [.. Enumerable.Range(0, pages).Select(index => new Page(this, index))];
    }

    /// <summary>What its pages are for.</summary>
    public MemoryType Type { get; }

    /// <summary>Its pages.</summary>
    public IReadOnlyList<Page> Pages { get; }

    /// <summary><c>pgmap->ref</c>.</summary>
    public PercpuRef Ref { get; }

    /// <summary>True if its driver has no <c>page_free</c>, as that of virtio-fs.</summary>
    public bool LacksPageFree { get; init; }

    /// <summary><c>pgmap->kill</c>: how a driver that brings the reference has it killed; null if it is the page map's
    /// own.</summary>
    public Func<Task>? KillByDriver { get; set; }

    /// <summary><c>pgmap->cleanup</c>: how such a driver waits for the last reference and frees the counter.</summary>
    public Func<Task>? CleanupByDriver { get; set; }

    /// <summary>The driver has the page back, and may hand it out.</summary>
    public event Action<Page>? Freed;

    /// <summary>True if <c>get_dev_pagemap</c> finds it.</summary>
    public bool IsPublished => Volatile.Read(ref _isPublished) != 0;

    /// <summary><c>pgmap->nr_range</c>, which v5.10 counts up when the range is set up; asked for since
    /// v5.11.</summary>
    public bool IsSetUp => Volatile.Read(ref _isSetUp) != 0;

    /// <summary>Counts its range, or begins anew.</summary>
    public void SetUp(bool isSetUp) => Volatile.Write(ref _isSetUp, isSetUp ? 1 : 0);

    /// <summary>Enters it into the radix tree, or takes it out.</summary>
    public void Publish(bool isPublished) => Volatile.Write(ref _isPublished, isPublished ? 1 : 0);

    /// <summary><c>pgmap->ops->page_free</c>: <c>generic_dax_pagefree</c>, or the driver's free list.</summary>
    public void PageFree(Page page)
    {
        page.WasFreed();
        Freed?.Invoke(page);
        if (Type == MemoryType.FsDax)
        {
            page.WakeWaiters();
        }
    }
}
